import { Address4 } from "ip-address";

/** `Unused` sets a range aside in which no subnet is made. */
export const SUBNET_TYPES = ["Public", "Private", "Isolated", "Unused"] as const;
export type SubnetType = (typeof SUBNET_TYPES)[number];

/**
 * How the blocks of the subnets come about.
 *
 * Auto: in the order of the specs, zone by zone. Exact: the same, and no address of the VPC may be left over.
 */
export const SUBNET_STRATEGIES = ["Auto", "Exact"] as const;
export type SubnetStrategy = (typeof SUBNET_STRATEGIES)[number];

/** One kind of subnet, of which every zone gets one. */
export interface SubnetSpec {
  readonly type: SubnetType;
  readonly name?: string | undefined;

  /** One block for each zone, in the order of the zones. Given for all specs or for none. */
  readonly cidrBlocks?: readonly string[] | undefined;

  /** Prefix length of each of these subnets, where no blocks are given. */
  readonly cidrMask?: number | undefined;

  /** Number of addresses, as another way to say `cidrMask`. */
  readonly size?: number | undefined;
}

export interface LayoutArgs<Spec extends SubnetSpec> {
  readonly vpcName: string;
  readonly vpcCidr: string;
  readonly zones: readonly string[];
  readonly strategy: SubnetStrategy;
  readonly specs: readonly Spec[];

  /** Prefix length of each zone's share of the VPC. @default - an even share, rounded down to a power of two */
  readonly zoneCidrMask?: number | undefined;
}

/** One subnet of one zone, or one range set aside there. */
export interface PlacedSubnet<Spec extends SubnetSpec> {
  readonly spec: Spec;
  readonly zone: string;

  /** The zone's place in the list of zones, from 0. */
  readonly zoneIndex: number;
  readonly cidrBlock: string;

  /** Logical name of the subnet and of all that belongs to it: `<vpc>-<spec name or type>-<zone's place from 1>`. */
  readonly resourceName: string;
}

/** A spec with the sizes that it stands for, as the component's `subnetLayout` output shows it. */
export type ResolvedSpec = Pick<SubnetSpec, "type" | "name" | "cidrBlocks" | "cidrMask" | "size">;

export interface Layout<Spec extends SubnetSpec> {
  readonly subnets: readonly PlacedSubnet<Spec>[];
  readonly resolved: readonly ResolvedSpec[];
  readonly problems: readonly string[];
}

/**
 * Gives every spec its block in every zone, zone by zone, and lists everything that is wrong with the result.
 *
 * The same arithmetic as awsx 3.9.0's, so that a network made here has the same blocks there.
 */
export function layOutSubnets<Spec extends SubnetSpec>(args: LayoutArgs<Spec>): Layout<Spec> {
  const resolved = args.specs.map(resolve);
  const problems = [...blockProblems(args), ...specProblems(args)];
  if (problems.length > 0) {
    return { subnets: [], resolved, problems };
  }
  const blocks = args.specs.some(({ cidrBlocks }) => cidrBlocks !== undefined)
    ? givenBlocks(args)
    : cutBlocks(args, resolved);
  const subnets = args.zones.flatMap((zone, zoneIndex) =>
    args.specs.map((spec, specIndex) => ({
      spec,
      zone,
      zoneIndex,
      cidrBlock: blocks[zoneIndex]?.[specIndex] ?? "",
      resourceName: `${args.vpcName}-${nameOf(spec)}-${zoneIndex + 1}`,
    })),
  );
  return { subnets, resolved, problems: placementProblems(args, subnets) };
}

function nameOf(spec: SubnetSpec): string {
  return spec.name ?? spec.type.toLowerCase();
}

function resolve({ type, name, cidrBlocks, cidrMask, size }: SubnetSpec): ResolvedSpec {
  if (cidrBlocks !== undefined) {
    return { type, name, cidrBlocks, cidrMask, size };
  }
  const mask = cidrMask ?? (size === undefined ? undefined : 32 - Math.log2(size));
  return { type, name, cidrMask: mask, size: mask === undefined ? undefined : sizeOf(mask) };
}

interface Range {
  readonly start: number;
  readonly size: number;
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** The range of a block; undefined for what is no IPv4 block, or is one that starts between two of its size. */
function rangeOf(cidr: string): Range | undefined {
  if (!Address4.isValid(cidr) || !cidr.includes("/")) {
    return undefined;
  }
  const address = new Address4(cidr);
  const start = Number(address.startAddress().bigInt());
  return start === Number(address.bigInt()) ? { start, size: sizeOf(address.subnetMask) } : undefined;
}

function cidrOf(start: number, prefix: number): string {
  return `${Address4.fromBigInt(BigInt(start)).correctForm()}/${prefix}`;
}

function prefixOf(cidr: string): number {
  return new Address4(cidr).subnetMask;
}

/** How many bits it takes to number so many things. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}

function givenBlocks<Spec extends SubnetSpec>({ zones, specs }: LayoutArgs<Spec>): string[][] {
  return zones.map((_, zone) => specs.map(({ cidrBlocks }) => cidrBlocks?.[zone] ?? ""));
}

/** In each zone's share the subnets follow one another; a wider one skips to the next multiple of its own size. */
function cutBlocks<Spec extends SubnetSpec>(
  args: LayoutArgs<Spec>,
  resolved: readonly ResolvedSpec[],
): string[][] {
  const { zonePrefix, defaultPrefix } = shares(args);
  const start = rangeOf(args.vpcCidr)?.start ?? 0;
  return args.zones.map((_, zone) => {
    let next = start + zone * sizeOf(zonePrefix);
    return resolved.map(({ cidrMask }) => {
      const prefix = cidrMask ?? defaultPrefix;
      const at = Math.ceil(next / sizeOf(prefix)) * sizeOf(prefix);
      next = at + sizeOf(prefix);
      return cidrOf(at, prefix);
    });
  });
}

function shares({ vpcCidr, zones, specs, zoneCidrMask }: LayoutArgs<SubnetSpec>): {
  zonePrefix: number;
  defaultPrefix: number;
} {
  const zonePrefix = zoneCidrMask ?? prefixOf(vpcCidr) + bitsFor(zones.length);
  return { zonePrefix, defaultPrefix: zonePrefix + bitsFor(specs.length) };
}

function blockProblems({ vpcCidr, specs }: LayoutArgs<SubnetSpec>): string[] {
  const given = [
    ["cidrBlock", vpcCidr] as const,
    ...specs.flatMap(({ cidrBlocks }, spec) =>
      (cidrBlocks ?? []).map((block, zone) => [`subnetSpecs[${spec}].cidrBlocks[${zone}]`, block] as const),
    ),
  ];
  return given
    .filter(([, block]) => rangeOf(block) === undefined)
    .map(
      ([path, block]) =>
        `${path} is "${block}": give an IPv4 block from its first address on, such as 10.20.0.0/16.`,
    );
}

function specProblems(args: LayoutArgs<SubnetSpec>): string[] {
  const { specs } = args;
  const explicit = specs.some(({ cidrBlocks }) => cidrBlocks !== undefined);
  const own = specs.flatMap((spec, index) => [
    ...(explicit ? explicitProblems(args, spec, index) : sizeProblems(spec, index)),
    ...(specs.slice(0, index).some((other) => clash(other, spec))
      ? [
          `subnetSpecs[${index}] has the name "${nameOf(spec)}" of an earlier one: give each a \`name\` of its own.`,
        ]
      : []),
  ]);
  return own.length > 0 || explicit || rangeOf(args.vpcCidr) === undefined ? own : roomProblems(args);
}

/** Resources of one name cannot be; of ranges set aside the vendor asks no less. */
function clash(one: SubnetSpec, other: SubnetSpec): boolean {
  return nameOf(one) === nameOf(other) && (one.type === "Unused") === (other.type === "Unused");
}

function explicitProblems({ zones }: LayoutArgs<SubnetSpec>, spec: SubnetSpec, index: number): string[] {
  const path = `subnetSpecs[${index}]`;
  const blocks = spec.cidrBlocks;
  if (blocks === undefined) {
    return [`${path} has no cidrBlocks, and other specs have: give them for all specs, or for none.`];
  }
  const prefixes = blocks.filter((block) => rangeOf(block) !== undefined).map(prefixOf);
  return [
    ...(blocks.length === zones.length
      ? []
      : [
          `${path}.cidrBlocks has ${blocks.length} blocks for ${zones.length} zones: give one for each zone.`,
        ]),
    ...(spec.cidrMask === undefined || prefixes.every((prefix) => prefix === spec.cidrMask)
      ? []
      : [
          `${path}.cidrMask is ${spec.cidrMask}, and its cidrBlocks are wider or narrower: leave cidrMask out.`,
        ]),
    ...(spec.size === undefined || prefixes.every((prefix) => sizeOf(prefix) === spec.size)
      ? []
      : [`${path}.size is ${spec.size}, and its cidrBlocks hold more or fewer addresses: leave size out.`]),
  ];
}

function sizeProblems({ cidrMask, size }: SubnetSpec, index: number): string[] {
  const path = `subnetSpecs[${index}]`;
  if (size !== undefined && !Number.isInteger(Math.log2(size))) {
    return [`${path}.size is ${size}: give a power of two, or a cidrMask.`];
  }
  if (size !== undefined && cidrMask !== undefined && sizeOf(cidrMask) !== size) {
    return [
      `${path} has size ${size} and cidrMask ${cidrMask}, which is ${sizeOf(cidrMask)} addresses: give one of the two.`,
    ];
  }
  return [];
}

function roomProblems(args: LayoutArgs<SubnetSpec>): string[] {
  const { zonePrefix, defaultPrefix } = shares(args);
  if (zonePrefix < prefixOf(args.vpcCidr)) {
    return [
      `availabilityZoneCidrMask is ${zonePrefix}, and the whole VPC is ${args.vpcCidr}: give a longer prefix.`,
    ];
  }
  const wanted = args.specs.reduce((sum, spec) => sum + sizeOf(resolve(spec).cidrMask ?? defaultPrefix), 0);
  return wanted <= sizeOf(zonePrefix)
    ? []
    : [
        `The subnets of a zone take ${wanted} addresses, and each zone has ${sizeOf(zonePrefix)} of ${args.vpcCidr}: ` +
          `use a wider VPC block, smaller subnets, or fewer zones.`,
      ];
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function isSubnetPrefix(prefix: number): boolean {
  return prefix >= 16 && prefix <= 28;
}

function placementProblems<Spec extends SubnetSpec>(
  args: LayoutArgs<Spec>,
  subnets: readonly PlacedSubnet<Spec>[],
): string[] {
  const vpc = rangeOf(args.vpcCidr);
  const placed = subnets.flatMap(({ resourceName, cidrBlock }) => {
    const range = rangeOf(cidrBlock);
    return range === undefined
      ? []
      : [{ label: `${resourceName} (${cidrBlock})`, ...range, end: range.start + range.size }];
  });
  if (vpc === undefined) {
    return [];
  }
  const end = vpc.start + vpc.size;
  const outside = placed
    .filter((subnet) => subnet.start < vpc.start || subnet.end > end)
    .map(
      ({ label }) =>
        `${label} lies outside the VPC's ${args.vpcCidr}: use a wider VPC block or other subnets.`,
    );
  const overlapping = placed.flatMap((one, index) =>
    placed
      .slice(index + 1)
      .filter((other) => one.start < other.end && other.start < one.end)
      .map((other) => `${one.label} overlaps ${other.label}: make one of them smaller, or move it.`),
  );
  const first = { label: `the start of ${args.vpcCidr}`, end: vpc.start };
  const last = { label: `the end of ${args.vpcCidr}`, start: end };
  const gaps = [...placed, last].flatMap((subnet, index) => {
    const before = placed[index - 1] ?? first;
    return subnet.start === before.end
      ? []
      : [
          `Exact leaves no gaps, and ${subnet.label} does not follow ${before.label}: fill it with specs of type "Unused".`,
        ];
  });
  const unusable = subnets
    .filter(({ spec, cidrBlock }) => spec.type !== "Unused" && !isSubnetPrefix(prefixOf(cidrBlock)))
    .map(
      ({ resourceName, cidrBlock }) =>
        `${resourceName} (${cidrBlock}) is no size of AWS: subnets are /16 to /28.`,
    );
  return [...outside, ...unusable, ...overlapping, ...(args.strategy === "Exact" ? gaps : [])];
}
