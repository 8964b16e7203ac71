import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

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

const foundationSchema = z
  .strictObject({
    accounts: z.strictObject({ delivery: account, audit: account }),
    environments: z.array(stackName).min(1).refine(distinct, "must name each stack once"),
    domains: z.array(domainName).min(1).refine(distinct, "must name each zone once"),
    protect: z.boolean(),
  })
  .refine(
    ({ accounts }) => accounts.delivery.email.toLowerCase() !== accounts.audit.email.toLowerCase(),
    "accounts: delivery and audit have one e-mail address; AWS takes each address once",
  );

const awsSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region"),
});

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
  const foundation = foundationSchema.safeParse(valuesOf(raw, PROJECT));
  const aws = awsSchema.safeParse(valuesOf(raw, "aws"));
  if (foundation.success && aws.success) {
    return { config: { ...foundation.data, aws: aws.data } };
  }
  return {
    problems: [...problemsOf(PROJECT, foundation.error), ...problemsOf("aws", aws.error)],
  };
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

/** The values of one namespace. The engine hands structured values over as JSON. */
function valuesOf(raw: Readonly<Record<string, string>>, namespace: string): Record<string, unknown> {
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
