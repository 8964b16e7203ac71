import type { Register } from "./entry";

/** Images. */
export const images: Register = {
  "IMG-01": {
    title:
      "Instances run images of the delivery account, from the commit of the release, and none that is revoked",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Let the stack take the image from the catalogue by its release (config releases.<cluster>.<service>). A commit that the catalogue does not know is released in staging first, which bakes it. Release another commit where it is revoked; only where the live colour runs it and its mend must be deployed beside it, an entry of gate images in duotone:overrides lets it run on.",
    references: {},
  },
  "IMG-02": {
    title: "Images are fresh, encrypted and of their own region",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Release a commit whose image was baked lately, encrypted, and copied to the stack's region.",
    references: {},
  },
  "IMG-03": {
    title: "Production runs only what ran on staging",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Deploy the commit to staging first, then release it to production.",
    references: {},
  },
  "IMG-04": {
    title: "No image is deprecated",
    severity: "low",
    level: "advisory",
    undetermined: "ignored",
    remediation: "Release a commit that was baked lately, from a newer base image.",
    references: {},
  },
};
