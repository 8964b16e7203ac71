import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { OWNER, OWNER_ALLOWED } from "../configuration/schema";

const PROJECT = "duotone-foundation";

const domainName = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "must be a domain name in lower case, for example example.com",
  );

const stackName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be a stack of the root program, in lower case, for example prod");

/** AWS takes at most 64 characters; https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
const account = z.strictObject({
  email: z.email("must be an e-mail address").max(64, "must have at most 64 characters"),
});

const distinct = (values: readonly string[]) => new Set(values).size === values.length;

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region");
const regions = z.array(region).min(1).refine(distinct, "must name each region once");

/** The last part of the name must say something: `*` alone would let in everybody. */
const PRINCIPAL =
  /^arn:aws:iam::(\d{12}|\*):(role|user)\/([\w+=,.@*?-]+\/)*[\w+=,.@*?-]*[\w+=,.@-][\w+=,.@*?-]*$/;

const principals = z
  .array(
    z
      .string()
      .regex(
        PRINCIPAL,
        "must be the ARN of a role or user, * and ? allowed in it but not as its whole name, for example " +
          "arn:aws:iam::123456789012:role/team/Deployer; of a session give the role",
      ),
  )
  .min(1, "must name at least one role or user")
  .refine(distinct, "must name each once");

/** One hundred years in days, the longest that S3 locks an object; https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
const LONGEST_RETENTION_DAYS = 36_500;

/** A year, as PCI DSS 10.5.1 demands, and a month to notice. */
const DEFAULT_RETENTION_DAYS = 400;

const foundationSchema = z
  .strictObject({
    accounts: z.strictObject({ delivery: account, audit: account }),
    owner: z.string().regex(OWNER, `must be ${OWNER_ALLOWED}`),
    environments: z.array(stackName).min(1).refine(distinct, "must name each stack once"),
    domains: z.array(domainName).min(1).refine(distinct, "must name each zone once"),
    regions,
    imageRegions: z.array(region).refine(distinct, "must name each region once").default([]),
    deployers: principals,
    auditors: principals,
    notices: z.strictObject({
      email: z.email("must be an e-mail address"),
      anomalyMonitorArn: z
        .string()
        .regex(/^arn:aws:ce::\d{12}:anomalymonitor\//, "must be the ARN of an anomaly monitor")
        .optional(),
    }),
    monthlyBudget: z.number().positive("must be an amount of US dollars above 0"),
    retentionDays: z
      .int("must be a whole number of days")
      .min(1, "must be at least 1 day")
      .max(LONGEST_RETENTION_DAYS, `must be at most ${String(LONGEST_RETENTION_DAYS)} days`)
      .default(DEFAULT_RETENTION_DAYS),
    protect: z.boolean(),
  })
  .refine(
    ({ accounts }) => accounts.delivery.email.toLowerCase() !== accounts.audit.email.toLowerCase(),
    "accounts: delivery and audit have one e-mail address; AWS takes each address once",
  );

const awsSchema = z.strictObject({ region });

/** The configuration of the foundation stack. */
export interface FoundationConfig extends Readonly<z.infer<typeof foundationSchema>> {
  readonly aws: Readonly<z.infer<typeof awsSchema>>;
}

/**
 * Checks the configuration of the foundation stack.
 *
 * @param raw Every value of the stack, by its full key, for example `duotone-foundation:domains`.
 * @returns The configuration, or every problem, each with the path of the value.
 */
export function readFoundationConfig(
  raw: Readonly<Record<string, string>>,
): { readonly config: FoundationConfig } | { readonly problems: readonly string[] } {
  const values = { foundation: valuesOf(raw, PROJECT), aws: valuesOf(raw, "aws") };
  const foundation = foundationSchema.safeParse(values.foundation);
  const aws = awsSchema.safeParse(values.aws);
  const problems = [
    ...problemsOf(PROJECT, foundation.error),
    ...problemsOf("aws", aws.error),
    ...regionProblems(values.foundation, values.aws),
  ];
  return foundation.success && aws.success && problems.length === 0
    ? { config: { ...foundation.data, aws: aws.data } }
    : { problems };
}

/** The guardrails would forbid the stacks themselves a region that they do not name. */
function regionProblems(foundation: Values, aws: Values): string[] {
  const allowed = regions.safeParse(foundation["regions"]);
  const used = region.safeParse(aws["region"]);
  const copies = foundationSchema.shape.imageRegions.safeParse(foundation["imageRegions"]);
  return [
    ...(!allowed.success || !used.success || allowed.data.includes(used.data)
      ? []
      : [
          `${PROJECT}:regions: ${allowed.data.join(", ")} lacks ${used.data}, the region of aws:region: ` +
            "the guardrails would forbid it to the stacks themselves; add it",
        ]),
    ...(copies.data ?? []).flatMap((one) => [
      ...(allowed.success && !allowed.data.includes(one)
        ? [
            `${PROJECT}:imageRegions: ${one} is not in ${PROJECT}:regions (${allowed.data.join(", ")}): the guardrails ` +
              "would forbid the copies; add it there, or remove it here",
          ]
        : []),
      ...(used.data === one
        ? [
            `${PROJECT}:imageRegions: ${one} is the region of aws:region, where images are baked and have their key: ` +
              "remove it",
          ]
        : []),
    ]),
  ];
}

/** Reads the configuration of the running stack. @throws RunError listing every problem. */
export function loadFoundationConfig(): FoundationConfig {
  const read = readFoundationConfig(pulumi.runtime.allConfig());
  if ("config" in read) {
    return read.config;
  }
  throw new pulumi.RunError(
    `Pulumi.${pulumi.getStack()}.yaml of ${PROJECT} has mistakes:\n` +
      read.problems.map((problem) => ` - ${problem}`).join("\n"),
  );
}

/** The values of one namespace, by key. */
type Values = Readonly<Record<string, unknown>>;

/** The values of one namespace. The engine hands structured values over as JSON. */
function valuesOf(raw: Readonly<Record<string, string>>, namespace: string): Values {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), parsed(value)]),
  );
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // A plain text is not JSON.
    return value;
  }
}

function problemsOf(namespace: string, error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map((issue) => `${[namespace, ...issue.path].join(":")}: ${issue.message}`);
}
