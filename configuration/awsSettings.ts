import { Region } from "@pulumi/aws/types/enums";
import { z } from "zod";

import { didYouMean } from "./didYouMean";
import { count, field, type Fields, flag, readFields } from "./fields";
import { below, is, problem } from "./problem";

/** Regions of AWS's public partition. In the others (China, GovCloud, sovereign clouds) every ARN reads differently. */
const OTHER_PARTITION = /^(cn|us-gov|us-iso|eu-iso|eusc)/;
export const REGIONS = Object.values(Region).filter((region) => !OTHER_PARTITION.test(region));

const text = (allowed: string) => field(z.string().min(1).optional(), allowed, "Correct it or remove it.");
const choice = (...values: [string, ...string[]]) =>
  field(z.enum(values).optional(), values.join(", "), "Correct it or remove it.");
const toggle = () => field(flag.optional(), "true, false", "Correct it or remove it.");
const texts = (allowed: string) =>
  field(z.array(z.string().min(1)).optional(), allowed, "Correct it or remove it.");

/** Settings of the AWS provider that hold for every account alike. */
const awsShape = {
  region: field(z.enum(REGIONS), "a region of AWS, for example eu-west-1", (came) =>
    typeof came === "string" && OTHER_PARTITION.test(came)
      ? "It is of another partition than the ARNs that this program writes: take a public region."
      : didYouMean(came, REGIONS, "Set it: pulumi config set aws:region eu-west-1"),
  ),
  customCaBundle: text("path of a file with certificates"),
  ec2MetadataServiceEndpoint: text("a URL"),
  ec2MetadataServiceEndpointMode: choice("IPv4", "IPv6"),
  endpoints: field(
    z.array(z.record(z.string(), z.url())).optional(),
    "a list of maps from a service to a URL, for example [{ s3: https://s3.example.com }]",
    "Correct it, or name the endpoint in the environment as AWS_ENDPOINT_URL, where all of the program sees it.",
  ),
  httpProxy: text("a URL"),
  httpsProxy: text("a URL"),
  ignoreTags: field(
    z
      .strictObject({ keys: z.array(z.string()).optional(), keyPrefixes: z.array(z.string()).optional() })
      .optional(),
    "a map with the lists keys and keyPrefixes",
    "Correct it or remove it.",
  ),
  insecure: toggle(),
  maxRetries: field(count(0, 1000).optional(), "a whole number from 0 to 1000", "Correct it or remove it."),
  noProxy: text("a comma-separated list of hosts"),
  profile: text("a profile of the shared configuration files"),
  retryMode: choice("standard", "adaptive"),
  s3UsEast1RegionalEndpoint: choice("legacy", "regional"),
  s3UsePathStyle: toggle(),
  sharedConfigFiles: texts("a list of paths"),
  sharedCredentialsFiles: texts("a list of paths"),
  skipCredentialsValidation: toggle(),
  skipMetadataApiCheck: toggle(),
  skipRegionValidation: toggle(),
  skipRequestingAccountId: toggle(),
  stsRegion: field(z.enum(REGIONS).optional(), "a region of AWS, for example eu-west-1", (came) =>
    didYouMean(came, REGIONS, "Correct it or remove it."),
  ),
  tagPolicyCompliance: choice("error", "warning", "disabled"),
  tokenBucketRateLimiterCapacity: field(
    count(0, 1_000_000).optional(),
    "a whole number from 0 to 1000000",
    "Correct it or remove it.",
  ),
  useDualstackEndpoint: toggle(),
  useFipsEndpoint: toggle(),
  userAgents: texts("a list of texts"),
};

const PER_ACCOUNT = "The program sets it for each account's provider";
const CREDENTIALS =
  "Credentials come from the environment or a profile, where the release switch and the image bakes find them too";

/** Settings that the provider knows and this program must not inherit, with the reason. */
const REFUSED = new Map<string, string>([
  ["allowedAccountIds", PER_ACCOUNT],
  ["forbiddenAccountIds", PER_ACCOUNT],
  ["assumeRole", PER_ACCOUNT],
  ["assumeRoles", PER_ACCOUNT],
  ["assumeRoleWithWebIdentity", CREDENTIALS],
  ["defaultTags", PER_ACCOUNT],
  ["accessKey", CREDENTIALS],
  ["secretKey", CREDENTIALS],
  ["token", CREDENTIALS],
]);

/** The stack's `aws:*` settings that every account's provider inherits. */
export type AwsSettings = Readonly<Fields<typeof awsShape>>;

/** Reads the `aws:*` settings, given by their keys without the namespace. */
export function readAwsSettings(values: Readonly<Record<string, unknown>>) {
  const refused = Object.keys(values).flatMap((key) => {
    const reason = REFUSED.get(key);
    // The value is left out of the message: it may be a key that opens doors.
    return reason === undefined
      ? []
      : [problem(below("aws", key), "is set", "nothing", `${reason}: remove it from the stack.`)];
  });
  const rest = Object.fromEntries(Object.entries(values).filter(([key]) => !REFUSED.has(key)));
  const reading = readFields(awsShape, rest, "aws");
  return { ...reading, problems: [...refused, ...reading.problems] };
}

/**
 * Checks that no AWS resource can slip onto the provider of the caller's own account.
 *
 * @param disabled The value of `pulumi:disable-default-providers`.
 */
export function defaultProviderProblems(disabled: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(disabled) ? disabled : [];
  return list.includes("aws") || list.includes("*")
    ? []
    : [
        problem(
          "pulumi:disable-default-providers",
          is(disabled),
          "a list with aws in it",
          "Add aws: a resource without its account's provider would be made in the account of your credentials.",
        ),
      ];
}
