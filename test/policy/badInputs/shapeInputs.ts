import type { BadInput } from "./badInput";
import { add, type Change, type GivenProperties, of, set } from "./changes";
import { accepted, refused } from "./judgedChange";
import { providerOf } from "./providers";
import { LISTENER, SECURITY_GROUP, SUBNET, TARGET_GROUP, TEMPLATE, VPC } from "./types";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const NETWORK_ACL = "aws:ec2/networkAcl:NetworkAcl";
const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const DATABASE = "aws:rds/instance:Instance";

/** One thing in different shapes, and the wrong type of value. */
export const shapeInputs: readonly BadInput[] = [
  refused(
    'a disk is encrypted: "false"',
    ["CMP-03"],
    set(TEMPLATE, "staging-core", {
      blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "false" } }],
    }),
  ),
  refused(
    'associatePublicIpAddress is "true"',
    ["CMP-02"],
    set(TEMPLATE, "staging-core", ({ networkInterfaces }) => ({
      networkInterfaces: (networkInterfaces as object[]).map((one) => ({
        ...one,
        associatePublicIpAddress: "true",
      })),
    })),
  ),
  ...(
    [
      ['ports "22" as texts', { protocol: "tcp", fromPort: "22", toPort: "22" }],
      ["ports 0 to 65535", { protocol: "tcp", fromPort: 0, toPort: 65_535 }],
      ["port -1", { protocol: "tcp", fromPort: -1, toPort: -1 }],
      ['protocol "-1"', { protocol: "-1", fromPort: 0, toPort: 0 }],
      ['protocol "all"', { protocol: "all", fromPort: 0, toPort: 0 }],
      ['protocol "6"', { protocol: "6", fromPort: 22, toPort: 22 }],
      ['protocol "TCP"', { protocol: "TCP", fromPort: 22, toPort: 22 }],
    ] as const
  ).map(([what, rule]) =>
    refused(
      `a way in from everywhere: ${what}`,
      ["NET-01"],
      groupWith({ ...rule, cidrBlocks: ["0.0.0.0/0"] }),
    ),
  ),
  refused("a prefix list that holds 0.0.0.0/0", ["NET-01"], (resources) =>
    add(INGRESS_RULE, "by-list", "accounts", {
      securityGroupId: of(SECURITY_GROUP, "staging-core"),
      ipProtocol: "tcp",
      fromPort: 22,
      toPort: 22,
      prefixListId: of(PREFIX_LIST, "everywhere"),
    })(
      add(PREFIX_LIST, "everywhere", "accounts", {
        id: "pl-0123456789abcdef0",
        addressFamily: "IPv4",
        maxEntries: 1,
        entries: [{ cidr: "0.0.0.0/0" }],
      })(resources),
    ),
  ),
  refused(
    "a prefix list of AWS's that nobody knows",
    ["NET-01"],
    ingressRule({ ipProtocol: "tcp", fromPort: 22, toPort: 22, prefixListId: "pl-0fedcba9876543210" }),
  ),
  refused(
    "SSH from everywhere inside a group",
    ["NET-01"],
    groupWith({ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }),
  ),
  refused(
    "the same as a SecurityGroupRule",
    ["NET-01"],
    add("aws:ec2/securityGroupRule:SecurityGroupRule", "ssh", "accounts", {
      type: "ingress",
      securityGroupId: of(SECURITY_GROUP, "staging-core"),
      protocol: "tcp",
      fromPort: 22,
      toPort: 22,
      cidrBlocks: ["0.0.0.0/0"],
    }),
  ),
  refused(
    "the same as a vpc.SecurityGroupIngressRule",
    ["NET-01"],
    ingressRule({ ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" }),
  ),
  refused(
    "the same in the default security group",
    ["NET-01"],
    set("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "accounts", {
      ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
    }),
  ),
  refused(
    "the same in a network ACL",
    ["NET-07"],
    set(NETWORK_ACL, "accounts-public", {
      ingress: [
        { ruleNo: 1, action: "allow", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" },
      ],
    }),
  ),
  refused("a way in to a restricted store, in a resource of its own", ["SEG-08"], storeWithRule()),
  refused("a plain listener of aws.alb", ["LB-01"], listener("aws:alb/listener:Listener")),
  refused("a plain listener of aws.lb", ["LB-01"], listener(LISTENER)),
  ...["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"].map((type) =>
    refused(
      `a ${type} that nothing keeps private`,
      ["DAT-01"],
      add(type, "open", "accounts", { bucket: "open" }),
    ),
  ),
  accepted("settings of a bucket in their *V2 form", inOlderForm()),
  refused("a resource of aws-native", ["SEG-12"], stranger("aws-native:s3:Bucket", "default")),
  refused("a security group among a component's children", ["NET-01"], child()),
  refused("a dynamic provider", ["SEG-12"], stranger("pulumi-nodejs:dynamic:Resource", "default")),
  refused("a command", ["SEG-12"], stranger("command:local:Command", "default_1_2_1")),
  refused("an account id that lost its zeros", ["SEG-12"], provided(JSON.stringify([20_246_276_005]))),
  refused(
    "an account id of another partition's ARN",
    ["SEG-09"],
    template({ kmsKeyId: "arn:aws-cn:kms:cn-north-1:999999999999:key/1" }),
  ),
  refused(
    "an alias' ARN of a strange account",
    ["SEG-09"],
    template({ kmsKeyId: "arn:aws:kms:eu-west-1:999999999999:alias/theirs" }),
  ),
  refused("a key's id that is none", ["SEG-09"], template({ kmsKeyId: "theirs" })),
  accepted("allowedAccountIds is a text, as the engine has it", provided('["220246276005"]')),
  refused("two allowedAccountIds", ["SEG-12"], provided('["220246276005","999999999999"]')),
  refused("no allowedAccountIds", ["SEG-12"], provided(undefined)),
  refused("allowedAccountIds that are no JSON", ["SEG-12"], provided("220246276005,")),
];

function groupWith(rule: GivenProperties): Change {
  return add(SECURITY_GROUP, "another", "accounts", {
    vpcId: of(VPC, "accounts"),
    ingress: [rule],
    egress: [],
  });
}

function ingressRule(rule: GivenProperties): Change {
  return add(INGRESS_RULE, "another", "accounts", {
    securityGroupId: of(SECURITY_GROUP, "staging-core"),
    ...rule,
  });
}

function storeWithRule(): Change {
  return (resources) =>
    [
      add(SECURITY_GROUP, "store", "accounts", {
        id: "sg-0123456789abcdef0",
        vpcId: of(VPC, "accounts"),
      }),
      add("aws:rds/subnetGroup:SubnetGroup", "store", "accounts", {
        id: "store",
        subnetIds: [of(SUBNET, "accounts-data-1"), of(SUBNET, "accounts-data-2")],
      }),
      add(DATABASE, "store", "accounts", {
        storageEncrypted: true,
        dbSubnetGroupName: of("aws:rds/subnetGroup:SubnetGroup", "store"),
        vpcSecurityGroupIds: [of(SECURITY_GROUP, "store")],
      }),
      add(INGRESS_RULE, "store", "accounts", {
        securityGroupId: of(SECURITY_GROUP, "store"),
        ipProtocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        cidrIpv4: "10.40.0.0/16",
      }),
    ].reduce((changed, change) => change(changed), resources);
}

function listener(type: string): Change {
  return add(type, "plain", "accounts", {
    loadBalancerArn: of("aws:lb/loadBalancer:LoadBalancer", "staging-core", "arn"),
    port: 8080,
    protocol: "HTTP",
    defaultActions: [{ type: "forward", targetGroupArn: of(TARGET_GROUP, "staging-core", "arn") }],
  });
}

/** Some settings of a bucket as their second versions, which are being given up again. */
function inOlderForm(): Change {
  return (resources) =>
    resources.map((resource) => {
      const type = resource.type.replace(
        /^aws:s3\/(bucket(?:Versioning|ServerSideEncryptionConfiguration)):(\w+)$/,
        "aws:s3/$1V2:$2V2",
      );
      return type === resource.type
        ? resource
        : { ...resource, type, urn: resource.urn.replace(resource.type, type) };
    });
}

function stranger(type: string, provider: string): Change {
  return add(type, "stranger", provider, {});
}

function child(): Change {
  return (resources) => {
    const component = resources.find(({ type }) => type === "awsx:ec2:Vpc");
    return groupWith({ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] })(resources).map(
      (resource) => (resource.name === "another" ? { ...resource, parent: component?.urn ?? "" } : resource),
    );
  };
}

function provided(allowedAccountIds: string | undefined): Change {
  return providerOf("accounts", { allowedAccountIds });
}

function template(ebs: GivenProperties): Change {
  return set(TEMPLATE, "staging-core", {
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", ...ebs } }],
  });
}
