import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { Notices } from "../../../components/delivery/notices";
import { type Registered, registeredBy } from "../../mocks";

const ACCOUNT = "300000000003";
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:duotone-notices`;

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: { readonly Service?: string; readonly AWS?: string };
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: Record<string, Record<string, string>>;
}

function declared(mode: "preview" | "update"): Promise<Registered[]> {
  return registeredBy(
    () => {
      const provider = new aws.Provider("delivery", { region: "eu-west-1" });
      const args = {
        organizationId: "o-1",
        accountId: ACCOUNT,
        region: "eu-west-1",
        releaserRole: "Releaser",
        email: "ops@example.com",
      };
      new Notices("notices", { ...args, protect: true }, { provider });
    },
    mode,
    {
      "aws:sns/topic:Topic": () => ({ arn: TOPIC }),
      "aws:kms/key:Key": () => ({ arn: "arn:key", keyId: "key" }),
    },
  );
}

const statementsOf = (policy: unknown) =>
  (JSON.parse(String(policy)) as { Statement: readonly Statement[] }).Statement;

describe("Notices", function () {
  this.timeout(20_000);

  let resources: readonly Registered[];
  const inputsOf = (wanted: string) => resources.find(({ type }) => type === wanted)?.inputs ?? {};

  before(async () => {
    resources = await declared("update");
  });

  it("encrypts the topic with its own key and tells the address", () => {
    assert.deepEqual(inputsOf("aws:sns/topic:Topic"), {
      name: "duotone-notices",
      displayName: "duotone",
      kmsMasterKeyId: "arn:key",
    });
    assert.deepEqual(inputsOf("aws:sns/topicSubscription:TopicSubscription"), {
      topic: TOPIC,
      protocol: "email",
      endpoint: "ops@example.com",
    });
  });

  it("lets services publish, each for our own resources, and nothing in the clear", () => {
    const policy = statementsOf(inputsOf("aws:sns/topicPolicy:TopicPolicy").policy);
    const conditions = Object.fromEntries(
      policy
        .filter(
          ({ Effect: effect, Principal: principal }) => effect === "Allow" && principal.Service !== undefined,
        )
        .map(
          ({ Principal: { Service: service = "" }, Action: action, Resource: resource, Condition: when }) => {
            assert.deepEqual([action, resource], ["sns:Publish", TOPIC]);
            return [service, when];
          },
        ),
    );
    assert.deepEqual(conditions, {
      "cloudwatch.amazonaws.com": { StringEquals: { "aws:SourceOrgID": "o-1" } },
      "costalerts.amazonaws.com": { StringEquals: { "aws:SourceOrgID": "o-1" } },
      "budgets.amazonaws.com": {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": `arn:aws:budgets::${ACCOUNT}:*` },
      },
      "events.amazonaws.com": {
        ArnLike: { "aws:SourceArn": `arn:aws:events:eu-west-1:${ACCOUNT}:rule/*` },
      },
    });
    assert.deepEqual(
      policy.filter(({ Effect: effect }) => effect === "Deny"),
      [
        {
          Sid: "EncryptedInTransit",
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: ["sns:Publish", "sns:Subscribe"],
          Resource: TOPIC,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    );
  });

  it("lets one role of the account publish and encrypt for this topic, and no other caller", () => {
    const releaser = {
      Sid: "Releases",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    };
    const itself = { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/Releaser` };
    const byCallers = (policy: unknown, but: string) =>
      statementsOf(policy).filter(
        ({ Principal: principal, Sid: sid }) => principal.AWS !== undefined && sid !== but,
      );
    assert.deepEqual(byCallers(inputsOf("aws:sns/topicPolicy:TopicPolicy").policy, "EncryptedInTransit"), [
      { ...releaser, Action: "sns:Publish", Resource: TOPIC, Condition: { ArnEquals: itself } },
    ]);
    assert.deepEqual(byCallers(inputsOf("aws:kms/key:Key").policy, "AccountAdministers"), [
      {
        ...releaser,
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: {
          ArnEquals: itself,
          StringEquals: {
            "kms:ViaService": "sns.eu-west-1.amazonaws.com",
            "kms:EncryptionContext:aws:sns:topicArn": TOPIC,
          },
        },
      },
    ]);
  });

  it("lets the publishers encrypt for this topic alone", () => {
    const uses = statementsOf(inputsOf("aws:kms/key:Key").policy).filter(
      ({ Principal: principal }) => principal.Service !== undefined,
    );
    assert.deepEqual(uses.map(({ Principal: { Service: service } }) => service).sort(), [
      "budgets.amazonaws.com",
      "cloudwatch.amazonaws.com",
      "costalerts.amazonaws.com",
      "events.amazonaws.com",
    ]);
    for (const { Sid: sid, Action: action, Condition: when = {} } of uses) {
      assert.deepEqual(action, ["kms:Decrypt", "kms:GenerateDataKey*"]);
      assert.equal(when.StringEquals?.["kms:EncryptionContext:aws:sns:topicArn"], TOPIC);
      const bound = [...Object.keys(when.StringEquals), ...Object.keys(when.ArnLike ?? {})];
      const saysForWhom = bound.some((key) => key.startsWith("aws:Source"));
      assert.equal(saysForWhom, sid !== "Events");
    }
  });

  it("registers the same in preview and in update", async () => {
    const line = ({ type, name }: Registered) => `${type} ${name}`;
    assert.deepEqual((await declared("preview")).map(line), resources.map(line));
  });
});
