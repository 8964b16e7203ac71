import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import type { Node } from "../../../../policy/model/resource";
import { env01 } from "../../../../policy/rules/environments/env01";
import { env02 } from "../../../../policy/rules/environments/env02";
import { ACCOUNTS, checkAll, type Given, INVENTORY, node, unknown } from "../../support/world";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const STAGING_ACCOUNT = "300000000001";
const STORE = "core.c1.eu-west-1.rds.amazonaws.com";

/** A resource of a stack, in the fixtures' own form. */
function inStack(stack: "prod" | "staging", type: string, name: string, given: Given = {}): Node {
  const { urn, ...rest } = node(type, name, given);
  return { ...rest, urn: urn.replace("urn:pulumi:prod", `urn:pulumi:${stack}`) };
}

for (const { rule, own, other, otherName, account, ownAccount } of [
  {
    rule: env01,
    own: "staging",
    other: "prod",
    otherName: "production",
    account: ACCOUNTS.accounts,
    ownAccount: STAGING_ACCOUNT,
  },
  {
    rule: env02,
    own: "prod",
    other: "staging",
    otherName: "staging",
    account: STAGING_ACCOUNT,
    ownAccount: ACCOUNTS.accounts,
  },
] as const) {
  const named = { staging: "staging", prod: "production" }[own];
  describe(`${rule.id}: ${named} uses nothing of ${otherName}`, () => {
    const inventory = {
      ...INVENTORY,
      stacks: Object.fromEntries(
        Object.entries(INVENTORY.stacks).map(([name, stack]) => [
          name,
          name === `duotone/${other}` ? { ...stack, dataStores: [STORE] } : stack,
        ]),
      ),
    };
    const messages = (...nodes: readonly Node[]) =>
      checkAll(rule, nodes, { stackName: `duotone/${own}`, inventory }).map(({ message }) => message);
    const mine = (type: string, name: string, given: Given = {}) => inStack(own, type, name, given);
    const theirs = (type: string, name: string, given: Given = {}) => inStack(other, type, name, given);
    const template = (userData: unknown, from: readonly Node[] = []) =>
      mine(TEMPLATE, "core", { props: { userData }, edges: { userData: from } });
    const encoded = (text: string) => Buffer.from(text).toString("base64");

    const secret = mine("aws:secretsmanager/secret:Secret", "secret", { props: { arn: unknown } });
    const subnet = mine("aws:ec2/subnet:Subnet", "subnet", { props: { id: "subnet-0123456789abcdef0" } });
    const group = mine("aws:autoscaling/group:Group", "core", {
      props: { vpcZoneIdentifiers: ["subnet-0123456789abcdef0"] },
    });
    const snapshot = mine("aws:rds/snapshot:Snapshot", "snapshot", { props: { id: "before-the-change" } });

    const right: Record<string, readonly Node[]> = {
      "no resource": [],
      "its own account": [
        mine("aws:iam/rolePolicy:RolePolicy", "p", { props: { policy: `arn:aws:s3:::${ownAccount}` } }),
      ],
      "user data that names nothing": [template(encoded("#!/bin/sh\n"))],
      "user data that is made of its own secret": [secret, template(unknown, [secret])],
      "no user data": [template(undefined)],
      "its own subnet": [subnet, group],
      "its own snapshot": [
        snapshot,
        mine("aws:rds/instance:Instance", "db", { props: { snapshotIdentifier: "before-the-change" } }),
      ],
      "a snapshot that does not exist yet": [
        snapshot,
        mine("aws:rds/instance:Instance", "db", {
          props: { snapshotIdentifier: unknown },
          edges: { snapshotIdentifier: [snapshot] },
        }),
      ],
      "no snapshot": [mine("aws:rds/instance:Instance", "db", { props: { snapshotIdentifier: "" } })],
      "no point in time": [
        mine("aws:rds/instance:Instance", "db", {
          props: { restoreToPointInTime: { sourceDbInstanceIdentifier: "" } },
        }),
      ],
      "a snapshot that the provider will fill in": [
        mine("aws:rds/instance:Instance", "db", {
          props: { snapshotIdentifier: unknown },
          edges: { engine: [] },
        }),
      ],
      "a group that the provider fills in": [
        mine("aws:lb/loadBalancer:LoadBalancer", "core", {
          props: { securityGroups: unknown },
          edges: { internal: [] },
        }),
      ],
      "an interface that no stack has": [
        mine(TEMPLATE, "core", {
          props: { networkInterfaces: [{ networkInterfaceId: "eni-0123456789abcdef0" }] },
        }),
      ],
      "what a component was given": [
        mine("duotone:clusters:Cluster", "core", { props: { accountId: account } }),
      ],
      "a reference to the foundation": [
        mine("pulumi:pulumi:StackReference", "foundation", {
          props: { name: "organization/duotone-foundation/org" },
        }),
      ],
      "a longer number with the account in it": [
        mine("aws:ssm/parameter:Parameter", "p", { props: { value: `9${account}` } }),
      ],
      "the other environment's own resources": [
        theirs("aws:ssm/parameter:Parameter", "p", { props: { value: account } }),
      ],
      "what the engine keeps for itself": [
        mine("aws:ssm/parameter:Parameter", "p", { props: { __meta: account } }),
      ],
    };
    for (const [title, nodes] of Object.entries(right)) {
      it(`has nothing against ${title}`, () => {
        assert.deepEqual(messages(...nodes), []);
      });
    }

    const database = theirs("aws:rds/instance:Instance", "db", {
      props: { id: "db-of-the-others", endpoint: "db.c2.eu-west-1.rds.amazonaws.com:5432" },
    });
    const key = theirs("aws:kms/key:Key", "key", {
      props: { arn: "arn:aws:kms:eu-west-1:999999999999:key/0a1b2c3d-0000" },
    });
    const parameter = (value: string) => mine("aws:ssm/parameter:Parameter", "p", { props: { value } });
    const said = (what: string) => new RegExp(`^[^.]*\\. ${what} of ${otherName}`);
    const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
      "a parameter with an account": [
        [parameter(`arn:aws:sqs:eu-west-1:${account}:jobs`)],
        said("value of p names an account"),
      ],
      "a nested text": [
        [
          mine("aws:lambda/function:Function", "f", {
            props: { environment: { variables: { QUEUE: `https://sqs/${account}/jobs` } } },
          }),
        ],
        said("environment.variables.QUEUE of f names an account"),
      ],
      "a provider for an account": [
        [mine("pulumi:providers:aws", "p", { props: { allowedAccountIds: `["${account}"]` } })],
        said("allowedAccountIds of p names an account"),
      ],
      "the endpoint of a data store": [
        [parameter(`postgres://${STORE}:5432`)],
        said("value of p names a data store"),
      ],
      "the endpoint of a data store that is looked at, too": [
        [database, parameter("db.c2.eu-west-1.rds.amazonaws.com:5432")],
        said("value of p names a data store"),
      ],
      "the same in user data": [
        [template(encoded(`curl https://${STORE}`))],
        said("userData of core names a data store"),
      ],
      "the same in packed user data": [
        [template(gzipSync(`curl https://${STORE}`).toString("base64"))],
        said("userData of core names a data store"),
      ],
      "an account in user data": [
        [template(encoded(`aws sqs --queue ${account}`))],
        said("userData of core names an account"),
      ],
      "a data store by its edge": [
        [
          database,
          mine("aws:ssm/parameter:Parameter", "p", {
            props: { value: unknown },
            edges: { value: [database] },
          }),
        ],
        said("p uses db, a data store"),
      ],
      "another resource by its ARN": [
        [key, parameter("arn:aws:kms:eu-west-1:999999999999:key/0a1b2c3d-0000")],
        said("p uses key, a resource"),
      ],
      "its outputs": [
        [mine("pulumi:pulumi:StackReference", "r", { props: { name: `organization/duotone/${other}` } })],
        new RegExp(`r reads the outputs of duotone/${other}, which is of ${otherName}`),
      ],
      "its outputs by a short name": [
        [mine("pulumi:pulumi:StackReference", "r", { props: { name: other } })],
        new RegExp(`r reads the outputs of duotone/${other}`),
      ],
      "outputs of nobody knows whom": [
        [mine("pulumi:pulumi:StackReference", "r", { props: { name: unknown } })],
        /Cannot prove: which stack r refers to is not known/,
      ],
      "user data that comes from nowhere": [
        [template(unknown)],
        new RegExp(`Cannot prove: userData of core is not known, and may name ${otherName}`),
      ],
      "user data that cannot be read": [
        [template(Buffer.from([0x1f, 0x8b, 8, 0, ...Array<number>(60).fill(255)]).toString("base64"))],
        /Cannot prove: userData of core /,
      ],
      "a subnet that no stack has": [
        [group],
        /Cannot prove: vpcZoneIdentifiers of core names subnet-0123456789abcdef0, which no stack here has\./,
      ],
      "a security group that no stack has": [
        [
          mine(TEMPLATE, "core", {
            props: { networkInterfaces: [{ securityGroups: ["sg-0123456789abcdef0"] }] },
          }),
        ],
        /Cannot prove: networkInterfaces of core names sg-0123456789abcdef0, which no stack here has\./,
      ],
      "a snapshot that no stack has": [
        [mine("aws:rds/instance:Instance", "db", { props: { snapshotIdentifier: "nightly" } })],
        /Cannot prove: snapshotIdentifier of db names data that no stack here has/,
      ],
      "a snapshot that comes from nowhere": [
        [mine("aws:rds/instance:Instance", "db", { props: { snapshotIdentifier: unknown } })],
        /Cannot prove: snapshotIdentifier of db names data/,
      ],
      "a point in time of a database that no stack has": [
        [
          mine("aws:rds/instance:Instance", "db", {
            props: { restoreToPointInTime: { sourceDbInstanceIdentifier: "core" } },
          }),
        ],
        /Cannot prove: restoreToPointInTime\.sourceDbInstanceIdentifier of db names data/,
      ],
    };
    for (const [title, [nodes, expected]] of Object.entries(wrong)) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = messages(...nodes);
        assert.match(message ?? "", expected);
        assert.deepEqual(others, []);
      });
    }

    it("never says what it found", () => {
      const found = messages(parameter(["postgres:", "", `user:hunter2@${STORE}`].join("/"))).join();
      assert.doesNotMatch(found, /hunter2|rds\.amazonaws/);
    });
  });
}
