import { catalogue, setBaseState } from "../twoColours/catalogue";
import type { MatrixCase } from "./matrixCase";

/** Images that may not run, or of which nobody can say whether they may. */
export const IMAGE_CASES: readonly MatrixCase[] = [
  {
    name: "base image revoked",
    arrange: async ({ world: { clients, args } }) => {
      await setBaseState(clients, args, "revoked");
      return () => catalogue(clients, args);
    },
    preview: [
      /\[images\] core on prod\d: \S+ of commit \S+ was made of base image \S+, which was revoked by \S+ at .*: CVE-2026-0001\. Deploy a commit whose image may run/,
      /\[images\] batch on prod\d: /,
    ],
  },
  {
    name: "image catalogue unreadable",
    arrange: async ({ gateway }) => {
      await gateway.setFaults([
        {
          id: "image catalogue unreadable",
          match: { service: "dynamodb", action: "BatchGetItem" },
          effect: { kind: "error", status: 400, code: "AccessDeniedException", message: "no" },
        },
      ]);
      return undefined;
    },
    preview: [
      /\[images\] The image catalogue could not be read: .*AccessDeniedException: no.*Unknown counts as revoked/,
    ],
  },
  {
    name: "image of another commit",
    arrange: () => Promise.resolve(undefined),
    config: ({ world, idle }) => {
      const { batch, ...others } = world.args.releases[idle] ?? {};
      return {
        activeColor: idle,
        releases: {
          ...world.args.releases,
          [idle]: { ...others, ...(batch && { batch: { ...batch, imageId: "ami-0123456789abcdef0" } }) },
        },
      };
    },
    preview: [
      /\[images\] batch on prod\d: it runs ami-0123456789abcdef0, and the image of \S+ in \S+ is ami-/,
    ],
  },
];
