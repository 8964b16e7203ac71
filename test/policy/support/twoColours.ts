import type { Node } from "../../../policy/model/resource";
import { ACCOUNTS, COMMIT, IMAGE, node, providerFor, unknown } from "./world";

const CLUSTERS = ["prod1", "prod2"] as const;
type Cluster = (typeof CLUSTERS)[number];

/** What each cluster has, in this order, with the suffix of its name. */
const KINDS = {
  balancerGroup: ["aws:ec2/securityGroup:SecurityGroup", "-balancer"],
  instanceGroup: ["aws:ec2/securityGroup:SecurityGroup", ""],
  balancer: ["aws:lb/loadBalancer:LoadBalancer", ""],
  targetGroup: ["aws:lb/targetGroup:TargetGroup", ""],
  http: ["aws:lb/listener:Listener", "-http"],
  https: ["aws:lb/listener:Listener", "-https"],
  role: ["aws:iam/role:Role", ""],
  profile: ["aws:iam/instanceProfile:InstanceProfile", ""],
  template: ["aws:ec2/launchTemplate:LaunchTemplate", ""],
  group: ["aws:autoscaling/group:Group", ""],
  alarm: ["aws:cloudwatch/metricAlarm:MetricAlarm", "-alarm"],
} as const;
type Kind = keyof typeof KINDS;

/** A node of the two colours: `balancer prod1`, `record prod2`, `switch` or `vpc`. */
export type Part = `${Kind | "record"} ${Cluster}` | "switch" | "vpc";

export interface Changes {
  /** By part, properties that replace the part's own; undefined takes one away. */
  readonly props?: Partial<Record<Part, Readonly<Record<string, unknown>>>>;

  /** By part, edges that replace the part's own. */
  readonly edges?: Partial<Record<Part, Readonly<Record<string, readonly Part[]>>>>;
  readonly unprotected?: readonly Part[];
  readonly without?: readonly Part[];
  readonly added?: readonly Node[];
}

const SWITCH = "pulumi-nodejs:dynamic/release:ReleaseSwitch";

/** A part as others name it. */
export function part(name: Part): Node {
  const [kind, cluster] = name.split(" ") as [Kind | "record" | "switch" | "vpc", Cluster | undefined];
  switch (kind) {
    case "switch":
      return node(SWITCH, "public-names");
    case "vpc":
      return node("aws:ec2/vpc:Vpc", "accounts");
    case "record":
      return node("aws:route53/record:Record", `core.${cluster ?? ""}.example.com`);
    default: {
      const [type, suffix] = KINDS[kind];
      return node(type, `${cluster ?? ""}-core${suffix}`);
    }
  }
}

/** Id, ARN or name of a part, once it exists. */
export function identity(kind: Kind, cluster: Cluster): string {
  const number = CLUSTERS.indexOf(cluster) + 1;
  const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNTS.accounts}:${rest}`;
  switch (kind) {
    case "balancerGroup":
      return `sg-00000000000000b0${number}`;
    case "instanceGroup":
      return `sg-00000000000000c0${number}`;
    case "balancer":
      return arn("elasticloadbalancing", `loadbalancer/app/${cluster}-core/5${number}`);
    case "targetGroup":
      return arn("elasticloadbalancing", `targetgroup/${cluster}-core/6${number}`);
    case "http":
    case "https":
      return arn("elasticloadbalancing", `listener/app/${cluster}-core/5${number}/${kind}`);
    case "role":
      return `arn:aws:iam::${ACCOUNTS.accounts}:role/${cluster}-core`;
    case "profile":
      return `arn:aws:iam::${ACCOUNTS.accounts}:instance-profile/${cluster}-core`;
    case "template":
      return `lt-00000000000000d0${number}`;
    case "group":
      return arn("autoscaling", `autoScalingGroup:${number}:autoScalingGroupName/${cluster}-core`);
    case "alarm":
      return arn("cloudwatch", `alarm:${cluster}-core`);
  }
}

export function balancerHost(cluster: Cluster): string {
  return `${cluster}-core-1.eu-west-1.elb.amazonaws.com`;
}

/**
 * One web service in two colours, prod1 active, with its own names and the switch. Production, account of accounts.
 *
 * @param mode In `preview` nothing exists yet, and only edges tell what belongs to what.
 */
export function twoColours(changes: Changes = {}, mode: "preview" | "update" = "update"): readonly Node[] {
  const made = (value: unknown) => (mode === "update" ? value : unknown);
  const nodes: Node[] = [];
  const add = (
    name: Part,
    props: Readonly<Record<string, unknown>>,
    edges: Readonly<Record<string, readonly Part[]>>,
    parent?: Node,
  ): void => {
    if (changes.without?.includes(name) === true) {
      return;
    }
    const { type, name: called } = part(name);
    const allEdges = { ...edges, ...changes.edges?.[name] };
    nodes.push(
      node(type, called, {
        props: { ...props, ...changes.props?.[name] },
        provider:
          type === SWITCH
            ? {
                type: "pulumi:providers:pulumi-nodejs",
                name: "default",
                urn: "urn:pulumi:prod::duotone::pulumi:providers:pulumi-nodejs::default",
                props: {},
              }
            : providerFor(name.startsWith("record") ? "delivery" : "accounts"),
        protect: changes.unprotected?.includes(name) !== true,
        ...(parent === undefined ? {} : { parent }),
        edges: Object.fromEntries(
          Object.entries(allEdges).map(([property, parts]) => [property, parts.map(part)]),
        ),
      }),
    );
  };

  add("vpc", { id: made("vpc-0000000000000a000") }, {});
  for (const cluster of CLUSTERS) {
    const component = node("duotone:clusters:Cluster", cluster);
    const service = node("duotone:clusters:WebService", `${cluster}-core`, { parent: component });
    nodes.push(component, service);
    const id = (kind: Kind) => made(identity(kind, cluster));
    const named = (kind: Kind) => ({ id: id(kind), arn: id(kind) });
    for (const kind of ["balancerGroup", "instanceGroup"] as const) {
      add(
        `${kind} ${cluster}`,
        { id: id(kind), vpcId: made("vpc-0000000000000a000") },
        { vpcId: ["vpc"] },
        service,
      );
    }
    add(
      `balancer ${cluster}`,
      {
        ...named("balancer"),
        dnsName: made(balancerHost(cluster)),
        internal: false,
        dropInvalidHeaderFields: true,
        enableDeletionProtection: true,
        securityGroups: [id("balancerGroup")],
        tags: { cluster },
      },
      {
        internal: [],
        dropInvalidHeaderFields: [],
        enableDeletionProtection: [],
        securityGroups: [`balancerGroup ${cluster}`],
        tags: [],
      },
      service,
    );
    add(
      `targetGroup ${cluster}`,
      { ...named("targetGroup"), protocol: "HTTPS", vpcId: made("vpc-0000000000000a000") },
      { protocol: [], vpcId: ["vpc"] },
      service,
    );
    add(
      `http ${cluster}`,
      {
        ...named("http"),
        loadBalancerArn: id("balancer"),
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }],
      },
      { loadBalancerArn: [`balancer ${cluster}`], protocol: [], defaultActions: [] },
      service,
    );
    add(
      `https ${cluster}`,
      {
        ...named("https"),
        loadBalancerArn: id("balancer"),
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        defaultActions: [{ type: "forward", targetGroupArn: id("targetGroup") }],
      },
      {
        loadBalancerArn: [`balancer ${cluster}`],
        protocol: [],
        sslPolicy: [],
        defaultActions: [`targetGroup ${cluster}`],
      },
      service,
    );
    add(`role ${cluster}`, { ...named("role"), assumeRolePolicy: "{}" }, { assumeRolePolicy: [] }, service);
    add(
      `profile ${cluster}`,
      { ...named("profile"), role: made(`${cluster}-core`) },
      { role: [`role ${cluster}`] },
      service,
    );
    add(
      `template ${cluster}`,
      {
        id: id("template"),
        latestVersion: made(3),
        imageId: IMAGE,
        iamInstanceProfile: { arn: id("profile") },
        metadataOptions: { httpTokens: "required" },
        networkInterfaces: [{ securityGroups: [id("instanceGroup")] }],
        tagSpecifications: [{ resourceType: "instance", tags: { cluster, commit: COMMIT } }],
      },
      {
        imageId: [],
        iamInstanceProfile: [`profile ${cluster}`],
        metadataOptions: [],
        networkInterfaces: [`instanceGroup ${cluster}`],
        tagSpecifications: [],
      },
      service,
    );
    add(
      `group ${cluster}`,
      {
        ...named("group"),
        minSize: 2,
        maxSize: 4,
        targetGroupArns: [id("targetGroup")],
        launchTemplate: { id: id("template"), version: made("3") },
        mixedInstancesPolicy: mode === "update" ? undefined : unknown,
        trafficSources: mode === "update" ? [] : unknown,
      },
      {
        minSize: [],
        maxSize: [],
        targetGroupArns: [`targetGroup ${cluster}`],
        launchTemplate: [`template ${cluster}`],
      },
      service,
    );
    add(
      `alarm ${cluster}`,
      { ...named("alarm"), dimensions: { LoadBalancer: made(`app/${cluster}-core/5`) } },
      { dimensions: [`balancer ${cluster}`] },
      service,
    );
    add(
      `record ${cluster}`,
      {
        zoneId: "Z1",
        name: `core.${cluster}.example.com`,
        type: "A",
        aliases: [{ name: made(balancerHost(cluster)), zoneId: "ZLB", evaluateTargetHealth: true }],
      },
      { zoneId: [], name: [], type: [], aliases: [`balancer ${cluster}`] },
    );
  }
  add(
    "switch",
    {
      activeColor: "prod1",
      colors: [...CLUSTERS],
      names: [
        {
          service: "core",
          fqdn: "example.com",
          zoneId: "Z1",
          targets: Object.fromEntries(
            CLUSTERS.map((cluster) => [cluster, { dnsName: made(balancerHost(cluster)), zoneId: "ZLB" }]),
          ),
        },
      ],
    },
    { activeColor: [], colors: [], names: ["balancer prod1", "balancer prod2"] },
  );
  return [...nodes, ...(changes.added ?? [])];
}
