import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import {
  layOutSubnets,
  SUBNET_TYPES,
  type LayoutArgs,
  type SubnetSpec,
} from "../../../../sandbox/plugins/awsx/subnetLayout";

const ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

function layout(changes: Partial<LayoutArgs<SubnetSpec>>): ReturnType<typeof layOutSubnets<SubnetSpec>> {
  return layOutSubnets({
    vpcName: "net",
    vpcCidr: "10.20.0.0/16",
    zones: ZONES,
    strategy: "Auto",
    specs: [{ type: "Private" }, { type: "Public" }],
    ...changes,
  });
}

function blocks(changes: Partial<LayoutArgs<SubnetSpec>>): string[] {
  const { subnets, problems } = layout(changes);
  assert.deepEqual(problems, []);
  return subnets.map(({ resourceName, cidrBlock }) => `${resourceName} ${cidrBlock}`);
}

/** Fills a /16 over three zones to the last address. */
const EXACT: SubnetSpec[] = [
  { type: "Public", name: "public", cidrBlocks: ["10.20.0.0/20", "10.20.64.0/20", "10.20.128.0/20"] },
  { type: "Private", name: "app", cidrBlocks: ["10.20.16.0/20", "10.20.80.0/20", "10.20.144.0/20"] },
  { type: "Isolated", name: "data", cidrBlocks: ["10.20.32.0/20", "10.20.96.0/20", "10.20.160.0/20"] },
  { type: "Unused", name: "spare", cidrBlocks: ["10.20.48.0/21", "10.20.112.0/21", "10.20.176.0/20"] },
  { type: "Unused", name: "rest", cidrBlocks: ["10.20.56.0/21", "10.20.120.0/21", "10.20.192.0/18"] },
];

describe("the subnet layout of awsx", function () {
  this.timeout(20_000);
  it("divides each zone evenly where no sizes are given", () => {
    assert.deepEqual(blocks({}), [
      "net-private-1 10.20.0.0/19",
      "net-public-1 10.20.32.0/19",
      "net-private-2 10.20.64.0/19",
      "net-public-2 10.20.96.0/19",
      "net-private-3 10.20.128.0/19",
      "net-public-3 10.20.160.0/19",
    ]);
  });

  it("keeps the order of the specs and skips to the next multiple of a wider one", () => {
    const specs: SubnetSpec[] = [
      { type: "Isolated", cidrMask: 24 },
      { type: "Private", name: "app", size: 4096 },
      { type: "Public", cidrMask: 24 },
    ];
    assert.deepEqual(blocks({ zones: ["a", "b"], specs }), [
      "net-isolated-1 10.20.0.0/24",
      "net-app-1 10.20.16.0/20",
      "net-public-1 10.20.32.0/24",
      "net-isolated-2 10.20.128.0/24",
      "net-app-2 10.20.144.0/20",
      "net-public-2 10.20.160.0/24",
    ]);
  });

  it("gives each zone the share that is asked for", () => {
    assert.deepEqual(blocks({ zones: ["a", "b"], zoneCidrMask: 20, specs: [{ type: "Public" }] }), [
      "net-public-1 10.20.0.0/20",
      "net-public-2 10.20.16.0/20",
    ]);
  });

  it("takes blocks as they are given, zone by zone", () => {
    const { subnets, problems } = layout({ strategy: "Exact", specs: EXACT });
    assert.deepEqual(problems, []);
    assert.equal(subnets.length, 15);
    assert.deepEqual(
      subnets.slice(5, 8).map(({ resourceName, cidrBlock, zone }) => [resourceName, cidrBlock, zone]),
      [
        ["net-public-2", "10.20.64.0/20", "eu-west-1b"],
        ["net-app-2", "10.20.80.0/20", "eu-west-1b"],
        ["net-data-2", "10.20.96.0/20", "eu-west-1b"],
      ],
    );
  });

  it("resolves the specs: blocks as given, a size and a prefix for what is computed", () => {
    assert.deepEqual(layout({ specs: [{ type: "Public", size: 256 }, { type: "Private" }] }).resolved, [
      { type: "Public", name: undefined, cidrMask: 24, size: 256 },
      { type: "Private", name: undefined, cidrMask: undefined, size: undefined },
    ]);
    const [first] = layout({ specs: EXACT }).resolved;
    assert.deepEqual(first, { ...EXACT[0], cidrMask: undefined, size: undefined });
  });

  const two = { zones: ["a", "b"] };
  const refused: [string, Partial<LayoutArgs<SubnetSpec>>, RegExp[]][] = [
    [
      "a VPC block that is none",
      { vpcCidr: "10.20.0.0" },
      [/^cidrBlock is "10\.20\.0\.0": give an IPv4 block/],
    ],
    ["a VPC block with host bits", { vpcCidr: "10.20.0.1/16" }, [/^cidrBlock is "10\.20\.0\.1\/16"/]],
    [
      "blocks for one spec only",
      {
        ...two,
        specs: [{ type: "Public", cidrBlocks: ["10.20.0.0/24", "10.20.1.0/24"] }, { type: "Private" }],
      },
      [/^subnetSpecs\[1\] has no cidrBlocks/],
    ],
    [
      "too few blocks",
      { ...two, specs: [{ type: "Public", cidrBlocks: ["10.20.0.0/24"] }] },
      [/has 1 blocks for 2 zones/],
    ],
    [
      "a prefix that contradicts the blocks",
      { ...two, specs: [{ type: "Public", cidrMask: 25, cidrBlocks: ["10.20.0.0/24", "10.20.1.0/24"] }] },
      [/^subnetSpecs\[0\]\.cidrMask is 25/],
    ],
    [
      "a size that contradicts the blocks",
      { ...two, specs: [{ type: "Public", size: 128, cidrBlocks: ["10.20.0.0/24", "10.20.1.0/24"] }] },
      [/^subnetSpecs\[0\]\.size is 128/],
    ],
    [
      "a size that is no power of two",
      { specs: [{ type: "Public", size: 100 }] },
      [/size is 100: give a power of two/],
    ],
    [
      "a size that contradicts the prefix",
      { specs: [{ type: "Public", size: 256, cidrMask: 25 }] },
      [/size 256 and cidrMask 25/],
    ],
    [
      "two specs of one name",
      {
        specs: [
          { type: "Public", name: "x" },
          { type: "Private", name: "x" },
        ],
      },
      [/^subnetSpecs\[1\] has the name "x"/],
    ],
    [
      "two ranges set aside without names",
      { specs: [{ type: "Public" }, { type: "Unused" }, { type: "Unused" }] },
      [/^subnetSpecs\[2\] has the name "unused"/],
    ],
    [
      "more than a zone holds",
      { specs: [{ type: "Public", cidrMask: 17 }] },
      [/take 32768 addresses, and each zone has 16384 of 10\.20\.0\.0\/16/],
    ],
    ["zones wider than the VPC", { zoneCidrMask: 12 }, [/^availabilityZoneCidrMask is 12/]],
    [
      "zones that do not fit beside one another",
      { zoneCidrMask: 17, specs: [{ type: "Public" }] },
      [/^net-public-3 \(10\.21\.0\.0\/17\) lies outside/],
    ],
    [
      "a subnet outside the VPC",
      { zones: ["a"], specs: [{ type: "Public", cidrBlocks: ["10.21.0.0/24"] }] },
      [/lies outside the VPC's 10\.20\.0\.0\/16/],
    ],
    [
      "a subnet smaller than AWS makes",
      { specs: [{ type: "Public", cidrMask: 29 }] },
      [/10\.20\.0\.0\/29\) is no size of AWS/, /is no size/, /is no size/],
    ],
    [
      "overlapping blocks",
      { ...two, specs: [{ type: "Public", cidrBlocks: ["10.20.0.0/24", "10.20.0.128/25"] }] },
      [/^net-public-1 \(10\.20\.0\.0\/24\) overlaps net-public-2/],
    ],
    [
      "a gap at the start, between and at the end in Exact",
      {
        ...two,
        strategy: "Exact",
        specs: [{ type: "Public", cidrBlocks: ["10.20.1.0/24", "10.20.4.0/24"] }],
      },
      [
        /net-public-1 .* does not follow the start of/,
        /net-public-2 .* does not follow net-public-1/,
        /the end of .* does not follow net-public-2/,
      ],
    ],
  ];
  for (const [what, changes, expected] of refused) {
    it(`refuses ${what}`, () => {
      const { problems } = layout(changes);
      assert.equal(problems.length, expected.length, problems.join("\n"));
      expected.forEach((pattern, index) => {
        assert.match(problems[index] ?? "", pattern);
      });
    });
  }

  it("never overlaps, never leaves the VPC, and keeps the order of the specs, whatever is asked for", () => {
    const spec = fc.record({
      type: fc.constantFrom(...SUBNET_TYPES),
      cidrMask: fc.option(fc.integer({ min: 18, max: 28 }), { nil: undefined }),
    });
    const args = fc.record({
      prefix: fc.integer({ min: 12, max: 20 }),
      zoneCount: fc.integer({ min: 1, max: 4 }),
      specs: fc.array(spec, { minLength: 1, maxLength: 4 }),
    });
    let laidOut = 0;
    fc.assert(
      fc.property(args, ({ prefix, zoneCount, specs }) => {
        const vpcCidr = `10.16.0.0/${prefix}`;
        const { subnets, problems } = layout({
          vpcCidr,
          zones: Array.from({ length: zoneCount }, (_, index) => `zone-${index}`),
          specs: specs.map((one, index) => ({ ...one, name: `s${index}` })),
        });
        if (problems.length > 0) {
          return;
        }
        laidOut += 1;
        const placed = subnets.map(({ cidrBlock }) => new Address4(cidrBlock));
        assert.equal(placed.length, zoneCount * specs.length);
        placed.forEach((block, index) => {
          assert.ok(block.isInSubnet(new Address4(vpcCidr)));
          const before = placed[index - 1];
          assert.ok(before === undefined || before.endAddress().bigInt() < block.startAddress().bigInt());
        });
      }),
      { seed: 20, numRuns: 500 },
    );
    assert.ok(laidOut > 100, `only ${laidOut} of 500 were laid out, so the rest proves little`);
  });
});
