import assert from "node:assert/strict";

import fc from "fast-check";

import { compareTwins } from "../../../../providers/switch/twins/compare";
import { twinFacts } from "../../../../providers/switch/twins/facts";
import { CHANGES, inRole, PROD1, PROD2, type Change } from "../support/changes";
import { describedFleet, type Made } from "../support/describedFleet";

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef".split("")), minLength: length, maxLength: length });

/** What AWS and a deployment may make of one description. */
const made = (kind: Made["kind"], color: string): fc.Arbitrary<Made> =>
  fc.record({
    service: fc.constant("core"),
    kind: fc.constant(kind),
    color: fc.constant(color),
    commit: hex(40),
    imageId: hex(17).map((id) => `ami-${id}`),
    id: hex(7),
    at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") }),
    desired: fc.integer({ min: 1, max: 9 }),
  });

const factsOf = (one: Made, change: Change = (same) => same) => twinFacts(change(describedFleet(one)), one);

/** The paths in which a changed prod2 differs from prod1. */
const differences = (change: Change) => compareTwins(factsOf(PROD1), factsOf(PROD2, change));

describe("the facts of twins", () => {
  for (const kind of ["web", "worker"] as const) {
    it(`are equal for a ${kind} made twice of one description, whatever ids, names, times, commits and images`, () => {
      fc.assert(
        fc.property(made(kind, "prod1"), made(kind, "prod2"), (left, right) => {
          assert.deepEqual(compareTwins(factsOf(left), factsOf(right)), []);
        }),
      );
    });
  }

  it("say what is what for the colour, and nothing of what must differ", () => {
    const facts = factsOf(PROD1);
    for (const [path, value] of Object.entries({
      "auto scaling group MaxSize": "6",
      "auto scaling group TargetGroupARNs": "<its target group>",
      "auto scaling group TerminationPolicies": "OldestInstance, then Default",
      "auto scaling group Tags cluster Value": "<colour>",
      "launch template ImageId": "<image>",
      "launch template MetadataOptions HttpTokens": "required",
      "launch template NetworkInterfaces 0 Groups": "<its instances' security group>",
      "launch template IamInstanceProfile Arn": "<its instance profile>",
      "user data line 5 cluster": "<colour>",
      "user data line 5 commit": "<commit>",
      "instances' security group in tcp 8080 from <its balancer's security group>": "allowed",
      "balancer's security group in tcp 443 from 0.0.0.0/0": "HTTPS",
      "role policy <colour>-core-secrets Statement 1 Action": "secretsmanager:GetSecretValue",
      "attached policy arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore": "AWS's own",
      "attached policy arn:aws:iam::111111111111:policy/<colour>-core-own Statement 1 Action": "s3:GetObject",
      "permissions boundary arn:aws:iam::111111111111:policy/instances": "AWS's own",
      "target group attributes stickiness.enabled": "false",
      "balancer AvailabilityZones eu-west-1a SubnetId": "subnet-public-a",
      "listener HTTPS:443 SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "listener HTTPS:443 DefaultActions 1 TargetGroupArn": "<its target group>",
      "listener HTTPS:443 rule 10 Actions 1 FixedResponseConfig StatusCode": "404",
      "scaling policy <colour>-core-cpu TargetTrackingConfiguration TargetValue": "60",
      "alarm duotone-<colour>-core-healthy-hosts Dimensions LoadBalancer": "<its balancer>",
    })) {
      assert.equal(facts[path], value, path);
    }
    const text = JSON.stringify(facts);
    for (const own of ["prod1", PROD1.id, PROD1.commit, PROD1.imageId, "2030-01-01"]) {
      assert.ok(!text.includes(own), own);
    }
    assert.deepEqual(Object.keys(facts), Object.keys(facts).sort());
  });

  for (const [title, change, paths] of CHANGES) {
    it(`tell ${title}`, () => {
      assert.deepEqual(
        differences(change).map(({ path }) => path),
        paths,
      );
    });
  }

  it("tell any change of any value of what AWS describes", () => {
    const changed = allLeaves(describedFleet(PROD2))
      .filter(({ path }) => !isFree(path))
      .map(({ path, value }) => {
        const description = structuredClone(describedFleet(PROD2));
        setAt(description, path, otherThan(value));
        const found = compareTwins(factsOf(PROD1), twinFacts(description, PROD2));
        return { path: path.join("."), found: found.length };
      });
    assert.ok(changed.length > 50, `only ${changed.length}`);
    assert.deepEqual(
      changed.filter(({ found }) => found === 0),
      [],
    );
  });

  describe("of groups that buy what is left over", () => {
    const onSpot = (made: Made, strategy = "price-capacity-optimized", version = String(made.desired)) => {
      const { LaunchTemplate, ...group } = describedFleet(made).group;
      return twinFacts(
        {
          ...describedFleet(made),
          group: {
            ...group,
            MixedInstancesPolicy: {
              LaunchTemplate: {
                LaunchTemplateSpecification: { ...LaunchTemplate, Version: version },
                Overrides: [],
              },
              InstancesDistribution: { OnDemandBaseCapacity: 0, SpotAllocationStrategy: strategy },
            },
          },
        },
        made,
      );
    };

    it("are equal whatever template each starts from", () => {
      assert.deepEqual(compareTwins(onSpot(PROD1), onSpot(PROD2)), []);
    });

    it("tell how they buy, and whether they follow whatever is newest", () => {
      assert.deepEqual(compareTwins(onSpot(PROD1), onSpot(PROD2, "lowest-price")), [
        {
          path: "auto scaling group MixedInstancesPolicy InstancesDistribution SpotAllocationStrategy",
          left: "price-capacity-optimized",
          right: "lowest-price",
        },
      ]);
      assert.deepEqual(compareTwins(onSpot(PROD1), onSpot(PROD2, undefined, "$Latest")), [
        { path: "auto scaling group LaunchTemplateVersion", left: "by number", right: "$Latest" },
      ]);
      const paths = compareTwins(factsOf(PROD1), onSpot(PROD2)).map(({ path }) => path);
      assert.ok(
        paths.length > 0 && paths.every((path) => path.includes("MixedInstancesPolicy")),
        paths.join(),
      );
    });
  });

  it("do not hide one of two policies of one name", () => {
    const two = ({ color }: Made, left: string, right: string) =>
      inRole({
        RolePolicyList: [
          { PolicyName: `${color}-core-x-0000000`, PolicyDocument: left },
          { PolicyName: `${color}-core-x-1111111`, PolicyDocument: right },
        ],
      });
    const found = compareTwins(factsOf(PROD1, two(PROD1, "a", "b")), factsOf(PROD2, two(PROD2, "c", "a")));
    assert.deepEqual(
      found.map(({ left, right }) => [left, right]),
      [["b", "c"]],
    );
  });
});

type Path = readonly (string | number)[];

/** What may differ between twins, or is told by something else: ids, names, times, states, numbers of instances. */
function isFree(path: Path): boolean {
  const text = path.join(".");
  return (
    /(Arn|ARN|Name|Id|Time|Timestamp|StateValue|StateReason|DesiredCapacity|Version|VersionNumber|DNSName|State\.Code|ResourceType|IsDefault|CreateDate|BoundaryType)$/.test(
      text,
    ) || /Alarms\.|Instances\.|UserData|PolicyDocument|LoadBalancerArns|InstanceProfileList/.test(text)
  );
}

function allLeaves(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  return typeof value !== "object" || value === null || value instanceof Date
    ? [{ path, value }]
    : Object.entries(value).flatMap(([key, child]) => allLeaves(child, [...path, key]));
}

function setAt(target: unknown, path: Path, value: unknown): void {
  const last = path.at(-1) ?? "";
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], target);
  (parent as Record<string, unknown>)[last] = value;
}

function otherThan(value: unknown): unknown {
  return typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}x`;
}
