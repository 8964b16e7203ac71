import type { Settings } from "../../../policy/settings/settings";
import type { Properties } from "../support/declared/wire";
import { type BadInput, badInput } from "./badInput";
import { add, all, type Change, type GivenProperties, of, type Options, set, UNKNOWN } from "./changes";
import { accepted, foundBeyond, refused, type Where } from "./judgedChange";
import { GROUP, LOAD_BALANCER, RECORD, SECURITY_GROUP, SUBNET, TARGET_GROUP, TEMPLATE, VPC } from "./types";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const PROFILE = "aws:iam/instanceProfile:InstanceProfile";
const ROLE = "aws:iam/role:Role";
const SWITCH = "pulumi-nodejs:dynamic/release:ReleaseSwitch";
const PROD: Where = { stack: "prod" };

/** The two colours, and the names that lead to them. */
export const colourInputs: readonly BadInput[] = [
  refused(
    "the switch has the idle colour",
    ["BG-03"],
    set(SWITCH, "public-names", { activeColor: "prod2" }),
    PROD,
  ),
  refused(
    "a public name leads to the idle colour",
    ["BG-03"],
    record({ name: "shop.example.com", ...alias("prod2") }),
    PROD,
  ),
  refused(
    "a public name leads to both colours, half and half",
    ["BG-03"],
    all(weighted("prod1", 50), weighted("prod2", 50)),
    PROD,
  ),
  refused("a weight is unknown", ["BG-03"], all(weighted("prod1", 100), weighted("prod2", UNKNOWN)), PROD),
  refused(
    "a twin of a public name in another resource, told apart by its setIdentifier",
    ["BG-03"],
    all(
      record({
        name: "shop.example.com",
        setIdentifier: "a",
        ...alias("prod1"),
        weightedRoutingPolicies: [{ weight: 100 }],
      }),
      all(
        add(RECORD, "twin", "delivery", {
          zoneId: "ZCOM",
          type: "A",
          name: "shop.example.com",
          setIdentifier: "b",
          weightedRoutingPolicies: [{ weight: 100 }],
          ...alias("prod2"),
        }),
      ),
    ),
    PROD,
  ),
  refused(
    "an alias leads to a balancer outside of the stack",
    ["DNS-01"],
    record({
      name: "shop.example.com",
      aliases: [{ name: "theirs-1.eu-west-1.elb.amazonaws.com", zoneId: "Z1", evaluateTargetHealth: true }],
    }),
    PROD,
  ),
  refused(
    "a public name leads to a balancer by its DNS name alone",
    ["DNS-01", "BG-02", "BG-03"],
    set(RECORD, "core.prod1.example.com", ({ aliases }: Properties) => ({
      aliases: (aliases as object[]).map((one) => ({
        ...one,
        name: "prod1-core-1.eu-west-1.elb.amazonaws.com",
      })),
    })),
    PROD,
  ),
  refused(
    "colours share a security group",
    ["BG-01"],
    set(LOAD_BALANCER, "prod2-core", { securityGroups: [of(SECURITY_GROUP, "prod1-core-balancer")] }),
    PROD,
  ),
  refused(
    "colours share a target group",
    ["BG-01"],
    set(GROUP, "prod2-core", { targetGroupArns: [of(TARGET_GROUP, "prod1-core", "arn")] }),
    PROD,
  ),
  refused(
    "colours share a launch template",
    ["BG-01"],
    set(GROUP, "prod2-core", { launchTemplate: { id: of(TEMPLATE, "prod1-core"), version: "1" } }),
    PROD,
  ),
  refused(
    "colours share a role",
    ["BG-01"],
    set(PROFILE, "prod2-core", { role: of(ROLE, "prod1-core", "name") }),
    PROD,
  ),
  refused(
    "colours share an instance profile",
    ["BG-01"],
    set(TEMPLATE, "prod2-core", { iamInstanceProfile: { arn: of(PROFILE, "prod1-core", "arn") } }),
    PROD,
  ),
  refused(
    "colours share an alarm",
    ["BG-01"],
    add(ALARM, "both", "accounts", {
      dimensions: {
        one: of(LOAD_BALANCER, "prod1-core", "arnSuffix"),
        other: of(LOAD_BALANCER, "prod2-core", "arnSuffix"),
      },
    }),
    PROD,
  ),
  ...(
    [
      ["network", VPC, "accounts", TARGET_GROUP, "vpcId"],
      ["subnet", SUBNET, "accounts-app-1", GROUP, "vpcZoneIdentifiers"],
    ] as const
  ).map(([what, type, name, user, property]) =>
    accepted(`colours share a ${what}`, sharing(of(type, name), user, property), PROD),
  ),
  accepted(
    "colours share a zone",
    all(
      set(RECORD, "core.prod1.example.com", { zoneId: "ZCOM" }),
      set(RECORD, "core.prod2.example.com", { zoneId: "ZCOM" }),
    ),
    PROD,
  ),
  accepted(
    "colours share a key",
    all(
      ...["prod1-core", "prod2-core"].map((name) =>
        set(TEMPLATE, name, ({ blockDeviceMappings }) => ({
          blockDeviceMappings: (blockDeviceMappings as { ebs: GivenProperties }[]).map((one) => ({
            ...one,
            ebs: { ...one.ebs, kmsKeyId: of("aws:kms/key:Key", "accounts-volumes", "arn") },
          })),
        })),
      ),
    ),
    PROD,
  ),
  refused(
    "the tag says prod2 of a part of prod1",
    ["TAG-02"],
    set(LOAD_BALANCER, "prod1-core", ({ tags, tagsAll }) => ({
      tags: { ...(tags as object), cluster: "prod2" },
      tagsAll: { ...(tagsAll as object), cluster: "prod2" },
    })),
    PROD,
  ),
  ...([3, 1, 0] as const).map((count) =>
    badInput(`${count} colours`, "BG-03 says how many there are", async () => {
      const found = await foundBeyond((resources) => resources, { ...PROD, settings: colours(count) });
      const said = found.filter(({ policy, level }) => policy === "BG-03" && level === "mandatory");
      const wanted = { 3: "has 3 colours (", 1: "has one colour (", 0: "has no colour;" }[count];
      return said.some(({ message }) => message.includes(wanted)) ? [] : ["it does not"];
    }),
  ),
];

function alias(cluster: string): GivenProperties {
  return {
    aliases: [
      {
        name: of(LOAD_BALANCER, `${cluster}-core`, "dnsName"),
        zoneId: of(LOAD_BALANCER, `${cluster}-core`, "zoneId"),
        evaluateTargetHealth: true,
      },
    ],
  };
}

function record(given: GivenProperties, options: Options = {}, name = "shop"): Change {
  return add(RECORD, name, "delivery", { zoneId: "ZCOM", type: "A", ...given }, options);
}

function weighted(cluster: string, weight: number | string): Change {
  return record(
    {
      name: "shop.example.com",
      setIdentifier: cluster,
      weightedRoutingPolicies: [{ weight }],
      ...alias(cluster),
    },
    {},
    `shop-${cluster}`,
  );
}

/** Both colours' services name one thing that they may share, as they do already. */
function sharing(shared: ReturnType<typeof of>, type: string, property: string): Change {
  return all(
    ...["prod1-core", "prod2-core"].map((name) =>
      set(type, name, ({ [property]: before }) => ({
        [property]: Array.isArray(before)
          ? [shared, of(SUBNET, "accounts-app-2"), of(SUBNET, "accounts-app-3")]
          : shared,
      })),
    ),
  );
}

function colours(count: 0 | 1 | 3): (settings: Settings) => Settings {
  const names = ["prod1", "prod2", "qaprod1"].slice(0, count);
  return (settings) => {
    const { stacks } = settings.inventory;
    const prod = stacks["duotone/prod"];
    return prod === undefined
      ? settings
      : {
          ...settings,
          inventory: {
            ...settings.inventory,
            stacks: {
              ...stacks,
              "duotone/prod": {
                ...prod,
                clusters: Object.fromEntries(
                  Object.entries(prod.clusters).map(([name, cluster]) => [
                    name,
                    { ...cluster, colour: names.includes(name) },
                  ]),
                ),
              },
            },
          },
        };
  };
}
