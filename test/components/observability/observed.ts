import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type CloudMade, type Registered, registeredBy } from "../../mocks";

export const MANAGEMENT = "100000000001";
export const AUDIT = "200000000002";
export const VERTICAL = "300000000003";
export const REGION = "eu-west-1";

/** ARNs as AWS makes them, so that policies can be read. */
const CLOUD_MADE: CloudMade = {
  "aws:s3/bucket:Bucket": (name) => ({ bucket: `${name}-1234567`, arn: `arn:aws:s3:::${name}-1234567` }),
  "aws:kms/key:Key": (name) => ({ arn: `arn:aws:kms:${REGION}:${AUDIT}:key/${name}`, keyId: name }),
  "aws:cloudwatch/logGroup:LogGroup": (_name, { name }) => ({
    arn: `arn:aws:logs:${REGION}:${MANAGEMENT}:log-group:${String(name)}`,
  }),
  "aws:cloudwatch/logDestination:LogDestination": (_name, { name }) => ({
    arn: `arn:aws:logs:${REGION}:${AUDIT}:destination:${String(name)}`,
  }),
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": (_name, { name }) => ({
    arn: `arn:aws:firehose:${REGION}:${AUDIT}:deliverystream/${String(name)}`,
  }),
  "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::${MANAGEMENT}:role/${name}` }),
  "aws:cloudtrail/trail:Trail": (_name, { name }) => ({
    arn: `arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:trail/${String(name)}`,
  }),
};

/** What becomes of a resource when the stack goes. */
export interface Kept {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

export interface Observed {
  readonly resources: readonly Registered[];

  /** By `<type> <name>`. */
  readonly kept: ReadonlyMap<string, Kept>;
}

/** Declares something for the provider of an account under mocks, and looks at its options too. */
export async function observed(
  declare: (opts: pulumi.ComponentResourceOptions, audit: aws.Provider) => void,
  mode: "preview" | "update" = "update",
): Promise<Observed> {
  const kept = new Map<string, Kept>();
  const resources = await registeredBy(
    () => {
      const provider = new aws.Provider("own", { region: REGION });
      const look: pulumi.ResourceTransformation = ({ type, name, opts }) => {
        const { protect = false, retainOnDelete = false } = opts;
        kept.set(`${type} ${name}`, { protect, retainOnDelete });
        return undefined;
      };
      declare({ provider, transformations: [look] }, new aws.Provider("audit", { region: REGION }));
    },
    mode,
    CLOUD_MADE,
  );
  return { resources, kept };
}

export function inputsOf(
  { resources }: Observed,
  type: string,
  name?: string,
): Readonly<Record<string, unknown>> {
  const found = resources.filter(
    (resource) => resource.type === type && (name === undefined || resource.name === name),
  );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${String(found.length)} resources ${type} ${name ?? ""}`);
  }
  return only.inputs;
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** The statements of a policy that came as JSON, by their Sid. */
export function statementsOf(policy: unknown): ReadonlyMap<string, Statement> {
  const { Statement: statements } = JSON.parse(String(policy)) as { Statement: Statement[] };
  return new Map(statements.map((statement) => [statement.Sid, statement]));
}
