import { createHash } from "node:crypto";

import type { CloudMade } from "../../../mocks";
import { UNKNOWN_ON_THE_WIRE } from "../host";
import { computedOutputs } from "./computedOutputs";
import { holdsUnknown, type Json, type Properties, textOf } from "./wire";

/** A resource that is about to be made. */
export interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;

  /** Inputs of its provider. */
  readonly provider: Properties;
}

/** Prefixes of the ids that AWS gives at random. */
const PREFIXES: Readonly<Record<string, string>> = {
  Vpc: "vpc",
  Subnet: "subnet",
  RouteTable: "rtb",
  RouteTableAssociation: "rtbassoc",
  SecurityGroup: "sg",
  SecurityGroupIngressRule: "sgr",
  SecurityGroupEgressRule: "sgr",
  InternetGateway: "igw",
  Eip: "eipalloc",
  NatGateway: "nat",
  NetworkAcl: "acl",
  FlowLog: "fl",
  LaunchTemplate: "lt",
  VpcEndpoint: "vpce",
  CustomerGateway: "cgw",
  VpnGateway: "vgw",
  VpnConnection: "vpn",
};

/** Other names that types have for their id. */
const ALSO_ID: Readonly<Record<string, string>> = {
  "aws:kms/key:Key": "keyId",
  "aws:route53/zone:Zone": "zoneId",
  "aws:ec2/eip:Eip": "allocationId",
};

/** What others name a resource by, and so what a program reads of it. */
const IDENTITY = /(arn|id|name|url|suffix|endpoint|address)$/i;

/** Names and ids that AWS makes only for those who ask for what they are of. */
const NOT_ASKED_FOR = new Set([
  "associationId",
  "govcloudId",
  "instanceId",
  "instanceOwnerId",
  "ipv6AssociationId",
  "ipv6CidrBlockAssociationId",
  "prefixListId",
  "responseStreamingInvokeArn",
  "routeTableId",
  "signingJobArn",
  "signingProfileVersionArn",
  "snsTopicArn",
  "streamArn",
  "websiteEndpoint",
]);

/** Types whose id is their ARN. */
const NAMED_BY_ARN = /^aws:(lb|acm|sns|secretsmanager|cloudtrail|iam\/policy|organizations\/delegated)/;

/** Names that the provider makes of the logical name where the program gives none. */
const OWN_NAMES = ["name", "bucket"];

/** The inputs of a resource when its provider has checked them: it adds names and tags. */
export function checked(made: Made): Properties {
  return { ...ownNames(made), ...tagsAll(made), ...made.inputs };
}

/**
 * What the provider knows of a resource in a preview: its inputs, its own name, and that everything else is yet to be
 * made.
 */
export function planned(made: Made): Properties {
  const { always } = computedOutputs(made.type);
  return {
    id: UNKNOWN_ON_THE_WIRE,
    ...Object.fromEntries(always.map((property) => [property, UNKNOWN_ON_THE_WIRE])),
    ...region(made),
    ...checked(made),
  };
}

/** A resource as it is once it exists, so far as a program or a policy looks at it. */
export function created(made: Made, cloudMade: CloudMade): Properties {
  const { type, name, inputs } = made;
  const names = ownNames(made);
  const { always, isText, inputs: given } = computedOutputs(type);
  const arn = arnOf(made, { ...names, ...inputs });
  const id = idOf(made, { ...names, ...inputs }, arn);
  const identities = always
    .filter(
      (property) =>
        isText(property) &&
        // Some types take an ARN for those who know it before AWS has made it.
        (property === "arn" || !given.has(property)) &&
        IDENTITY.test(property) &&
        !NOT_ASKED_FOR.has(property),
    )
    .map((property) => [property, property === "arn" ? arn : `${property}-${random(type, name, property)}`]);
  return {
    id,
    ...(Object.fromEntries(identities) as Properties),
    ...(ALSO_ID[type] === undefined ? {} : { [ALSO_ID[type]]: id }),
    ...names,
    ...tagsAll(made),
    ...region(made),
    ...inputs,
    ...((cloudMade[type]?.(name, inputs) ?? {}) as Properties),
  };
}

function ownNames({ type, name, inputs }: Made): Properties {
  const { always, inputs: given } = computedOutputs(type);
  return Object.fromEntries(
    OWN_NAMES.filter(
      (property) =>
        always.includes(property) && given.has(property) && inputs[`${property}Prefix`] === undefined,
    ).map((property) => [property, `${name}-${random(type, name).slice(0, 7)}`]),
  );
}

/** The provider's tags and the resource's own; one unknown tag makes all of them unknown. */
function tagsAll({ type, inputs, provider }: Made): Properties {
  if (!computedOutputs(type).always.includes("tagsAll")) {
    return {};
  }
  const defaults = JSON.parse(textOf(provider.defaultTags, "{}")) as {
    readonly tags?: Properties;
  };
  const all = { ...defaults.tags, ...(inputs.tags as Properties | undefined) };
  return { tagsAll: holdsUnknown(all) ? UNKNOWN_ON_THE_WIRE : all };
}

/** The provider's region, where the type has one and the program names none. */
function region({ type, provider }: Made): Properties {
  return computedOutputs(type).always.includes("region") ? { region: provider.region ?? null } : {};
}

function idOf({ type, name, inputs }: Made, named: Properties, arn: string): Json {
  const kind = type.split(":")[2] ?? "";
  const prefix = PREFIXES[kind];
  if (type === "aws:organizations/account:Account") {
    return String(
      200_000_000_000 + (Number.parseInt(random(type, JSON.stringify(inputs.email)).slice(0, 9), 16) % 1e11),
    );
  }
  if (prefix !== undefined) {
    return `${prefix}-${random(type, name)}`;
  }
  if (NAMED_BY_ARN.test(type)) {
    return arn;
  }
  return named.bucket ?? named.name ?? `${kind.toLowerCase()}-${random(type, name)}`;
}

function arnOf({ type, name, provider }: Made, named: Properties): string {
  const [service = "", kind = ""] = (type.split(":")[1] ?? "").split("/");
  if (service === "s3") {
    return `arn:aws:s3:::${textOf(named.bucket, name)}`;
  }
  const [account = ""] = JSON.parse(textOf(provider.allowedAccountIds, '[""]')) as string[];
  const region = service === "iam" || service === "organizations" ? "" : textOf(provider.region, "");
  const own = service === "kms" && kind === "key" ? `key-${random(type, name)}` : textOf(named.name, name);
  return `arn:aws:${service === "lb" ? "elasticloadbalancing" : service}:${region}:${account}:${kind}/${own}`;
}

/** 17 hexadecimal digits that are always the same for the same resource. */
function random(...of: readonly string[]): string {
  return createHash("sha256").update(of.join("\n")).digest("hex").slice(0, 17);
}
