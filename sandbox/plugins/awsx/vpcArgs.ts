import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { SUBNET_STRATEGIES, SUBNET_TYPES } from "./subnetLayout";

export const NAT_STRATEGIES = ["None", "Single", "OnePerAz"] as const;
export type NatStrategy = (typeof NAT_STRATEGIES)[number];

/** What decides how many resources there are, or how they are called, has to be known when the program runs. */
function plain<Schema extends z.ZodType>(schema: Schema) {
  return z
    .unknown()
    .refine((value) => !pulumi.Output.isInstance(value), {
      error: "must be a plain value, not an Output",
      abort: true,
    })
    .pipe(schema);
}

function input<T>(accepts: (value: unknown) => boolean, error: string) {
  return z.custom<pulumi.Input<T>>((value) => pulumi.Output.isInstance(value) || accepts(value), { error });
}

const text = plain(z.string().min(1));
const prefix = plain(z.int().min(1).max(30));
const inputBoolean = input<boolean>((value) => typeof value === "boolean", "must be true or false");
const inputText = input<string>((value) => typeof value === "string", "must be a string");
const inputTexts = input<pulumi.Input<string>[]>(
  (value) =>
    Array.isArray(value) && value.every((part) => pulumi.Output.isInstance(part) || typeof part === "string"),
  "must be a list of strings",
);
const tags = plain(z.record(z.string(), inputText));

const subnetSpec = z.strictObject({
  type: plain(z.enum(SUBNET_TYPES)),
  name: text.optional(),
  cidrBlocks: plain(z.array(text)).optional(),
  cidrMask: prefix.optional(),
  size: plain(z.int().min(1)).optional(),
  tags: tags.optional(),
});

const endpointSpec = z.strictObject({
  serviceName: text,
  vpcEndpointType: plain(z.enum(["Gateway", "Interface"])).optional(),
  policy: inputText.optional(),
  privateDnsEnabled: plain(z.boolean()).optional(),
  routeTableIds: inputTexts.optional(),
  securityGroupIds: inputTexts.optional(),
  subnetIds: inputTexts.optional(),
  tags: tags.optional(),
});

const vpcArgs = z.strictObject({
  cidrBlock: text.default("10.0.0.0/16"),
  availabilityZoneNames: plain(z.array(text).min(1)),
  availabilityZoneCidrMask: prefix.optional(),
  subnetStrategy: plain(z.enum(SUBNET_STRATEGIES)),
  subnetSpecs: plain(z.array(plain(subnetSpec)).min(1)),
  natGateways: plain(z.strictObject({ strategy: plain(z.enum(NAT_STRATEGIES)) })).default({
    strategy: "OnePerAz",
  }),
  enableDnsHostnames: inputBoolean.optional(),
  enableDnsSupport: inputBoolean.optional(),
  vpcEndpointStrategy: plain(z.enum(["Legacy", "Auto"])).default("Legacy"),
  vpcEndpointSpecs: plain(z.array(plain(endpointSpec))).default([]),
  tags: tags.optional(),
});

/** The arguments of `awsx:ec2:Vpc` that are served, with the vendor's defaults filled in. */
export type VpcArgs = z.output<typeof vpcArgs>;
export type EndpointSpec = z.output<typeof endpointSpec>;

const NO_IPV6 = "IPv6 is not served; leave it out.";
const BY_CIDR = "Give the block in cidrBlock.";
const NOT_NEEDED = "Leave it out, or run with the vendor's plugin.";

/** Arguments of awsx 3.9.0 that are left out here, with what to do instead. */
const NOT_SERVED: Readonly<Record<string, string>> = {
  assignGeneratedIpv6CidrBlock: NO_IPV6,
  ipv6CidrBlock: NO_IPV6,
  ipv6CidrBlockNetworkBorderGroup: NO_IPV6,
  ipv6IpamPoolId: NO_IPV6,
  ipv6NetmaskLength: NO_IPV6,
  assignIpv6AddressOnCreation: NO_IPV6,
  ipv4IpamPoolId: BY_CIDR,
  ipv4NetmaskLength: BY_CIDR,
  numberOfAvailabilityZones: "Name the zones in availabilityZoneNames.",
  region: "Give the region to the provider.",
  elasticIpAllocationIds: "Let the component make the addresses.",
  enableNetworkAddressUsageMetrics: NOT_NEEDED,
  instanceTenancy: NOT_NEEDED,
  subnetNameTagStrategy: NOT_NEEDED,
  autoAccept: NOT_NEEDED,
  dnsOptions: NOT_NEEDED,
  ipAddressType: NOT_NEEDED,
  resourceConfigurationArn: NOT_NEEDED,
  serviceNetworkArn: NOT_NEEDED,
  serviceRegion: NOT_NEEDED,
  subnetConfigurations: "Use subnetIds.",
};

/** What is missing means another thing to the vendor, which this stand-in does not do. */
const REQUIRED: Readonly<Record<string, string>> = {
  availabilityZoneNames:
    "the vendor's default asks AWS for the zones, before the provider's account may exist.",
  subnetStrategy: 'the vendor\'s default is the old "Legacy" layout. Give "Auto" or "Exact".',
  subnetSpecs: "the vendor's default layout is not served. List the subnets.",
};

/** A problem with one argument, in the engine's own form. */
export interface ArgProblem {
  readonly propertyPath: string;
  readonly reason: string;
}

/** Reads the arguments, or lists everything that is wrong with them or not served. */
export function readVpcArgs(
  inputs: Readonly<Record<string, unknown>>,
): { args: VpcArgs } | { problems: ArgProblem[] } {
  const given = Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => value !== undefined && value !== null),
  );
  const missing = Object.entries(REQUIRED)
    .filter(([name]) => !(name in given))
    .map(([name, why]) => ({
      propertyPath: name,
      reason: `${name} is required by the sandbox's stand-in for awsx: ${why}`,
    }));
  const parsed = vpcArgs.safeParse(given);
  if (parsed.success) {
    return { args: parsed.data };
  }
  const others = parsed.error.issues
    .flatMap((issue) => problemsOf(issue))
    .filter(({ propertyPath }) => missing.every((one) => one.propertyPath !== propertyPath));
  return { problems: [...missing, ...others] };
}

function problemsOf(issue: z.core.$ZodIssue): ArgProblem[] {
  const path = pathOf(issue.path);
  if (issue.code !== "unrecognized_keys") {
    return [{ propertyPath: path, reason: issue.message }];
  }
  return issue.keys.map((key) => {
    const propertyPath = pathOf([...issue.path, key]);
    const remedy = NOT_SERVED[key];
    return {
      propertyPath,
      reason:
        remedy === undefined
          ? `awsx 3.9.0 knows no ${propertyPath}: correct its name, or remove it.`
          : `${propertyPath} is not served by the sandbox's stand-in for awsx 3.9.0. ${remedy}`,
    };
  });
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("");
}
