import { ARCHITECTURES, type Architecture } from "../components/images/architecture";
import { BASE_IMAGE } from "../components/images/imageCatalogue";
import { ImageError } from "../components/images/imageError";
import { COPIES, COPIES_ALLOWED, copiesOf, type CopyTarget } from "./copyTargets";

/** One option of the bake program. */
export interface OptionRule {
  /** As in the request. */
  readonly field: string;

  /** As commander takes it. */
  readonly flags: string;
  readonly description: string;

  /** Environment variable that stands in for the option. */
  readonly env?: string;
  readonly pattern: RegExp;

  /** What is allowed, after "must be". */
  readonly allowed: string;
  readonly optional?: true;
}

/** Where an image is baked, and with what. */
export interface BakePlace {
  readonly region: string;
  readonly roleArn?: string;
  readonly catalogueTable: string;

  /** Holds the services' builds, and gets the images' manifests. */
  readonly artifactBucket: string;
  readonly consumerAccountIds: readonly string[];
  readonly kmsKeyArn?: string;
  readonly instanceProfile?: string;
  readonly subnetId?: string;

  /** Seconds without a sign of life after which this bake counts as dead. */
  readonly leaseSeconds?: number;
}

export interface ServiceBakeRequest extends BakePlace {
  readonly kind: "service";
  readonly service: string;
  readonly commit: string;
  readonly architecture: Architecture;
  readonly baseVersion: string;
  readonly copies: readonly CopyTarget[];

  /** What the artifact's content must be, as the build that made it says. */
  readonly artifactSha256?: string;
}

export interface BaseBakeRequest extends BakePlace {
  readonly kind: "base";
  readonly version: string;
  readonly architecture: Architecture;
}

export type BakeRequest = ServiceBakeRequest | BaseBakeRequest;

const VERSION = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/,
  allowed: "up to 32 letters, digits, dots and dashes, for example 2026-11-01",
};

const PLACE_RULES: readonly OptionRule[] = [
  {
    field: "architecture",
    flags: "--architecture <architecture>",
    description: "processor architecture of the image",
    pattern: new RegExp(`^(${ARCHITECTURES.join("|")})$`),
    allowed: ARCHITECTURES.join(" or "),
  },
  {
    field: "region",
    flags: "--region <region>",
    description: "region of the image, the catalogue and the artifacts",
    env: "AWS_REGION",
    pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/,
    allowed: "an AWS region, for example eu-west-1",
  },
  {
    field: "roleArn",
    flags: "--role-arn <arn>",
    description: "role of the delivery account; without it the caller's own credentials are used",
    env: "DUOTONE_DELIVERY_ROLE_ARN",
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    allowed: "the ARN of a role",
    optional: true,
  },
  {
    field: "catalogueTable",
    flags: "--catalogue-table <name>",
    description: "DynamoDB table of the image catalogue",
    env: "DUOTONE_CATALOGUE_TABLE",
    pattern: /^[A-Za-z0-9_.-]{3,255}$/,
    allowed: "the name of a DynamoDB table",
  },
  {
    field: "artifactBucket",
    flags: "--artifact-bucket <name>",
    description: "bucket that holds the services' builds and gets the images' manifests",
    env: "DUOTONE_ARTIFACT_BUCKET",
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    allowed: "the name of a bucket",
  },
  {
    field: "consumerAccountIds",
    flags: "--consumer-account-ids <ids>",
    description: "accounts that may use the image, separated by commas",
    env: "DUOTONE_CONSUMER_ACCOUNTS",
    pattern: /^\d{12}(,\d{12})*$/,
    allowed: "account ids of twelve digits, separated by commas",
    optional: true,
  },
  {
    field: "kmsKeyArn",
    flags: "--kms-key-arn <arn>",
    description:
      "key of the image's volume; without it the account's EBS key, whose images no other account can use",
    env: "DUOTONE_IMAGE_KEY_ARN",
    pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
    allowed: "the ARN of a KMS key",
    optional: true,
  },
  {
    field: "instanceProfile",
    flags: "--instance-profile <name>",
    description: "instance profile of the build instance, with AmazonSSMManagedInstanceCore",
    env: "DUOTONE_BUILD_INSTANCE_PROFILE",
    pattern: /^[\w+=,.@-]{1,128}$/,
    allowed: "the name of an instance profile",
    optional: true,
  },
  {
    field: "subnetId",
    flags: "--subnet-id <id>",
    description: "subnet of the build instance; without it the default network's",
    env: "DUOTONE_BUILD_SUBNET_ID",
    pattern: /^subnet-[0-9a-f]+$/,
    allowed: "the id of a subnet",
    optional: true,
  },
  {
    field: "leaseSeconds",
    flags: "--lease-seconds <seconds>",
    description:
      "seconds without a sign of life after which another bake takes over from this one; without it 120",
    env: "DUOTONE_BAKE_LEASE_SECONDS",
    pattern: /^([1-9]\d{0,2}|[12]\d{3}|3[0-5]\d{2}|3600)$/,
    allowed: "a number from 1 to 3600",
    optional: true,
  },
];

/** The options of each kind of bake. */
export const OPTION_RULES: Readonly<Record<BakeRequest["kind"], readonly OptionRule[]>> = {
  service: [
    {
      field: "service",
      flags: "--service <name>",
      description: "the service",
      pattern: new RegExp(`^(?!${BASE_IMAGE}$)[a-z][a-z0-9-]{0,39}$`),
      allowed: `a service's name, up to 40 small letters, digits and dashes, and not ${BASE_IMAGE}`,
    },
    {
      field: "commit",
      flags: "--commit <commit>",
      description: "the commit that the artifact was built from",
      pattern: /^[0-9a-f]{40}$/,
      allowed:
        "a full commit id of 40 hexadecimal digits in small letters, as `git rev-parse HEAD` prints it",
    },
    {
      field: "baseVersion",
      flags: "--base-version <version>",
      description: "version of the base image that the service's image is made of",
      env: "DUOTONE_BASE_VERSION",
      ...VERSION,
    },
    {
      field: "artifactSha256",
      flags: "--artifact-sha256 <digest>",
      description:
        "SHA-256 of the artifact; without it the one that the object's metadata names under `sha256`, if any",
      env: "DUOTONE_ARTIFACT_SHA256",
      pattern: /^[0-9a-f]{64}$/,
      allowed: "64 hexadecimal digits in small letters, as `sha256sum` prints them",
      optional: true,
    },
    {
      field: "copyRegions",
      flags: "--copy-regions <copies>",
      description:
        "further regions that the image is copied to, each with the ARN of its key, separated by commas",
      env: "DUOTONE_COPY_REGIONS",
      pattern: COPIES,
      allowed: COPIES_ALLOWED,
      optional: true,
    },
    ...PLACE_RULES,
  ],
  base: [
    {
      field: "version",
      flags: "--version <version>",
      description: "what to call this base image",
      ...VERSION,
    },
    ...PLACE_RULES,
  ],
};

/** Options as commander gives them, or as environment variables; an empty one counts as absent. */
export type GivenOptions = Readonly<Record<string, string | undefined>>;

/**
 * Checks the options of a bake.
 *
 * @throws ImageError listing every option that is missing or wrong.
 */
export function readBakeRequest(kind: BakeRequest["kind"], given: GivenOptions): BakeRequest {
  const problems: string[] = [];
  const values = new Map<string, string>();
  for (const rule of OPTION_RULES[kind]) {
    const value = given[rule.field] ?? "";
    if (value !== "" && rule.pattern.test(value)) {
      values.set(rule.field, value);
    } else if (value !== "" || rule.optional === undefined) {
      problems.push(problemWith(rule, value));
    }
  }
  const copies = copiesOf(values.get("copyRegions"));
  if (copies.some(({ region }) => region === values.get("region"))) {
    problems.push(
      ` - --copy-regions (or DUOTONE_COPY_REGIONS) names ${values.get("region") ?? ""}, where the image is baked: name ` +
        "other regions only.",
    );
  }
  if (problems.length > 0) {
    throw new ImageError(`The ${kind} image cannot be baked like this:\n${problems.join("\n")}`);
  }
  const required = (field: string) => values.get(field) ?? "";
  const place: BakePlace = {
    region: required("region"),
    catalogueTable: required("catalogueTable"),
    artifactBucket: required("artifactBucket"),
    consumerAccountIds: [...new Set(values.get("consumerAccountIds")?.split(",") ?? [])].sort(),
    ...optional("roleArn"),
    ...optional("kmsKeyArn"),
    ...optional("instanceProfile"),
    ...optional("subnetId"),
    ...(values.has("leaseSeconds") ? { leaseSeconds: Number(values.get("leaseSeconds")) } : {}),
  };
  const architecture = ARCHITECTURES.find((one) => one === values.get("architecture")) ?? "x86_64";
  return kind === "base"
    ? { kind, version: required("version"), architecture, ...place }
    : {
        kind,
        service: required("service"),
        commit: required("commit"),
        baseVersion: required("baseVersion"),
        copies,
        architecture,
        ...optional("artifactSha256"),
        ...place,
      };

  function optional(field: "roleArn" | "kmsKeyArn" | "instanceProfile" | "subnetId" | "artifactSha256") {
    const value = values.get(field);
    return value === undefined ? {} : { [field]: value };
  }
}

function problemWith({ flags, env, allowed }: OptionRule, value: string): string {
  const option = flags.split(" ")[0] ?? flags;
  const instead = env === undefined ? "" : ` (or ${env})`;
  return value === ""
    ? ` - ${option}${instead} is missing: it must be ${allowed}.`
    : ` - ${option}${instead} is "${value}": it must be ${allowed}.`;
}
