import type { Exemption, Settings } from "../../../policy/settings/settings";
import type { Properties } from "../support/declared/wire";
import type { BadInput } from "./badInput";
import { add, all, type Change, type GivenProperties, of, remove, set } from "./changes";
import { accepted, refused } from "./judgedChange";
import { providerOf } from "./providers";
import { BUCKET, FLOW_LOG, GROUP, SECURITY_GROUP, TEMPLATE, TRAIL, VPC } from "./types";

const USER = "aws:iam/user:User";
const LEDGER = "duotone-ledger-organization";

/** What somebody might try who wants to get past a rule. */
export const escapeInputs: readonly BadInput[] = [
  ...["someone-else", "SOMEONE", "som.one", "sоmeone"].map((name) =>
    refused(`a user ${name} where someone is exempt`, ["IAM-02"], add(USER, name, "accounts", {}), {
      settings: exempted("2027-01-01T00:00:00Z"),
    }),
  ),
  refused("a user whose exemption has expired", ["IAM-02"], add(USER, "someone", "accounts", {}), {
    settings: exempted("2026-11-21T12:00:00Z"),
  }),
  accepted("a user whose exemption has not", add(USER, "someone", "accounts", {}), {
    settings: exempted("2027-01-01T00:00:00Z"),
  }),
  refused("a vertical in look-alike letters", ["SEG-12"], tagged({ vertical: "ассоunts" })),
  refused("a vertical in another case", ["SEG-12"], tagged({ vertical: "Accounts" })),
  refused("another vertical's tag", ["SEG-12", "TAG-02"], tagged({ vertical: "marketing" })),
  refused(
    "no tag, of the resource or of its provider",
    ["TAG-01", "TAG-02"],
    all(tagged({ vertical: undefined }), providerOf("accounts", { defaultTags: undefined })),
  ),
  refused(
    "a tag that the provider ignores",
    ["SEG-12"],
    providerOf("accounts", { ignoreTags: JSON.stringify({ keys: ["vertical"] }) }),
  ),
  refused(
    "a group's tag that its instances do not get",
    ["TAG-01"],
    set(GROUP, "staging-core", ({ tags }) => ({
      tags: (tags as object[]).map((tag) => ({ ...tag, propagateAtLaunch: false })),
    })),
  ),
  accepted("a tag that only the provider gives", tagged({ vertical: undefined })),
  refused("a default provider", ["SEG-12"], (resources) =>
    add(SECURITY_GROUP, "another", "accounts", { vpcId: of(VPC, "accounts") })(resources).map((resource) =>
      resource.name === "another" && resource.provider !== undefined
        ? {
            ...resource,
            provider: {
              ...resource.provider,
              name: "default_7_48_0",
              urn: "urn:pulumi:staging::duotone::pulumi:providers:aws::default_7_48_0",
              props: { region: "eu-west-1" },
            },
          }
        : resource,
    ),
  ),
  refused(
    "another account's provider",
    ["SEG-12", "SEG-06", "TAG-02"],
    set(SECURITY_GROUP, "staging-core", {}, { provider: "marketing" }),
  ),
  refused(
    "a region of the resource itself, which its image is not in",
    ["IMG-02"],
    set(TEMPLATE, "staging-core", { region: "eu-central-1" }),
  ),
  refused("a network without its flow log", ["AUD-02"], remove(FLOW_LOG, "accounts")),
  refused("an organization without its trail", ["AUD-02"], remove(TRAIL, "trail"), { stack: "org" }),
  refused(
    "an account that may have public buckets",
    ["AUD-02"],
    remove("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "accounts"),
  ),
  refused(
    'ignoreChanges: ["ingress"]',
    ["SEC-05"],
    set(SECURITY_GROUP, "staging-core", {}, { ignoreChanges: ["ingress"] }),
  ),
  refused(
    "the active colour's balancer is not protected",
    ["BG-04"],
    set("aws:lb/loadBalancer:LoadBalancer", "prod1-core", {}, { protect: false }),
    { stack: "prod" },
  ),
  refused(
    "a log bucket with forceDestroy: true",
    ["SEC-05", "AUD-C"],
    set(BUCKET, LEDGER, { forceDestroy: true }),
    {
      stack: "org",
    },
  ),
];

function exempted(expires: string): (settings: Settings) => Settings {
  const exemption: Exemption = {
    rule: "IAM-02",
    stack: "duotone/staging",
    type: USER,
    name: "someone",
    owner: "ann@example.com",
    reason: "Until the move is done.",
    expires,
  };
  return (settings) => ({ ...settings, exemptions: [...settings.exemptions, exemption] });
}

/** Tags of a launch template, and so of the provider's and the template's together. */
function tagged(tags: GivenProperties): Change {
  return set(TEMPLATE, "staging-core", ({ tags: own, tagsAll, ...rest }: Properties) => ({
    tags: { ...(own as GivenProperties), ...tags },
    tagsAll: { ...(tagsAll as GivenProperties), ...tags },
    ...(tags.vertical === undefined
      ? {}
      : {
          tagSpecifications: (rest.tagSpecifications as { tags: GivenProperties }[]).map((one) => ({
            ...one,
            tags: { ...one.tags, ...tags },
          })),
        }),
  }));
}
