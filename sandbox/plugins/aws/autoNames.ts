import { isAbsent, isUnknown, withoutEnvelope, type ValueMap } from "./values";

/** How the vendor's plugin names a resource whose name the program leaves out. */
interface AutoName {
  readonly field: string;
  /** AWS's own limit, in characters. */
  readonly maxLength: number;
  /** AWS takes lower-case letters only. */
  readonly lowerCase?: boolean;
  /** What every name of the type has to start with. */
  readonly prefix?: string;
  /** The input that, when true, demands a name that ends in `.fifo`. */
  readonly fifoFlag?: string;
}

/** Any resource with an optional `name`. */
const BY_NAME: AutoName = { field: "name", maxLength: 255 };

/** The types that deviate, with AWS's limits. */
const SPECIAL: Readonly<Record<string, AutoName>> = {
  "aws:cloudwatch/eventRule:EventRule": { field: "name", maxLength: 64 },
  "aws:ec2/launchTemplate:LaunchTemplate": { field: "name", maxLength: 128 },
  "aws:ecr/repository:Repository": { field: "name", maxLength: 256, lowerCase: true },
  "aws:elasticache/cluster:Cluster": { field: "clusterId", maxLength: 50, lowerCase: true },
  "aws:elasticache/parameterGroup:ParameterGroup": { field: "name", maxLength: 255, lowerCase: true },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    field: "replicationGroupId",
    maxLength: 40,
    lowerCase: true,
  },
  "aws:elasticache/subnetGroup:SubnetGroup": { field: "name", maxLength: 255, lowerCase: true },
  "aws:iam/instanceProfile:InstanceProfile": { field: "name", maxLength: 128 },
  "aws:iam/policy:Policy": { field: "name", maxLength: 128 },
  "aws:iam/role:Role": { field: "name", maxLength: 64 },
  "aws:iam/rolePolicy:RolePolicy": { field: "name", maxLength: 128 },
  "aws:kms/alias:Alias": { field: "name", maxLength: 256, prefix: "alias/" },
  "aws:lb/loadBalancer:LoadBalancer": { field: "name", maxLength: 32 },
  "aws:lb/targetGroup:TargetGroup": { field: "name", maxLength: 32 },
  "aws:rds/cluster:Cluster": { field: "clusterIdentifier", maxLength: 63, lowerCase: true },
  "aws:rds/instance:Instance": { field: "identifier", maxLength: 63, lowerCase: true },
  "aws:rds/parameterGroup:ParameterGroup": { field: "name", maxLength: 255, lowerCase: true },
  "aws:rds/subnetGroup:SubnetGroup": { field: "name", maxLength: 255, lowerCase: true },
  "aws:s3/bucket:Bucket": { field: "bucket", maxLength: 63, lowerCase: true },
  "aws:sns/topic:Topic": { field: "name", maxLength: 256, fifoFlag: "fifoTopic" },
  "aws:sqs/queue:Queue": { field: "name", maxLength: 80, fifoFlag: "fifoQueue" },
};

/** Types whose `name` the program must give. */
const NEVER: ReadonlySet<string> = new Set(["aws:route53/record:Record"]);

/** The note in a resource's inputs of which of them the plugin filled in itself. */
export const DEFAULTS_KEY = "__defaults";

/** What the engine has to say about a name, from the stack's `pulumi:autonaming` setting. */
export interface EngineNaming {
  readonly proposedName: string;
  readonly mode: "propose" | "enforce" | "disable";
}

/** A name to be found for a resource. */
export interface NamingRequest {
  readonly type: string;
  readonly urnName: string;
  readonly news: ValueMap;
  /** The inputs of the last run; empty for a new resource. */
  readonly olds: ValueMap;
  /** Seven hexadecimal digits that differ from resource to resource. */
  readonly suffix: string;
  readonly engine: EngineNaming | undefined;
}

/** The input that names a resource of a type, or `undefined` for a type that is never named automatically. */
export function autoNamedField(type: string, hasInput: (name: string) => boolean): string | undefined {
  const field = (SPECIAL[type] ?? BY_NAME).field;
  return NEVER.has(type) || !hasInput(field) ? undefined : field;
}

/**
 * The name for a resource that the program leaves unnamed, or `undefined` where the program named it itself.
 *
 * A name that was made up before is kept, or every run would replace the resource. One that the program gave before
 * and has now withdrawn is not.
 *
 * @throws Error when the name would be too long, or when automatic naming is switched off
 */
export function automaticName(field: string, request: NamingRequest): string | undefined {
  const { type, news, olds } = request;
  if (!isAbsent(news[field]) || !isAbsent(news[`${field}Prefix`])) {
    return undefined;
  }
  const previous = withoutEnvelope(olds[field]);
  if (typeof previous === "string" && !isUnknown(previous) && defaultsOf(olds)?.includes(field) !== false) {
    return previous;
  }
  const rule = SPECIAL[type] ?? BY_NAME;
  const name = compose(rule, request);
  if (name.length > rule.maxLength) {
    throw new Error(
      `The automatic name "${name}" of ${request.urnName} is ${name.length} characters long, and ${type} allows ` +
        `${rule.maxLength}. Give the resource a shorter logical name, or set "${field}".`,
    );
  }
  return name;
}

function compose(rule: AutoName, { type, urnName, suffix, engine, news }: NamingRequest): string {
  if (engine?.mode === "disable") {
    throw new Error(
      `Automatic naming is disabled for this stack: set "${rule.field}" of ${urnName} (${type}).`,
    );
  }
  if (engine?.mode === "enforce") {
    return engine.proposedName;
  }
  const base = engine === undefined ? `${urnName}-${suffix}` : engine.proposedName;
  const cased = rule.lowerCase === true ? base.toLowerCase() : base;
  const fifo = rule.fifoFlag !== undefined && withoutEnvelope(news[rule.fifoFlag]) === true ? ".fifo" : "";
  return `${rule.prefix ?? ""}${cased}${fifo}`;
}

/** The names of the inputs that the plugin filled in itself; `undefined` for inputs without such a note. */
function defaultsOf(inputs: ValueMap): string[] | undefined {
  const defaults = inputs[DEFAULTS_KEY];
  return Array.isArray(defaults) ? defaults.filter((name) => typeof name === "string") : undefined;
}

/**
 * Whether a replacement has to delete first: the name is the program's own, so that two of them cannot exist at once.
 * The vendor's plugin decides it the same way.
 */
export function deletesBeforeReplace(field: string | undefined, news: ValueMap): boolean {
  return field !== undefined && !isAbsent(news[field]) && defaultsOf(news)?.includes(field) === false;
}
