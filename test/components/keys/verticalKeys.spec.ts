import assert from "node:assert/strict";

import { VerticalKeys } from "../../../components/keys/verticalKeys";
import { type Registered, registeredBy } from "../../mocks";

interface Statement {
  readonly Sid: string;
  readonly Principal: Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe("the keys of an account", () => {
  let registered: readonly Registered[];

  before(async () => {
    registered = await registeredBy(
      () => new VerticalKeys("payments", { accountId: "111122223333", region: "eu-west-1", protect: true }),
      "update",
    );
  });

  const keys = () => registered.filter(({ type }) => type === "aws:kms/key:Key");
  const statementsOf = (name: string): readonly Statement[] => {
    const policy = keys().find((key) => key.name === name)?.inputs["policy"];
    return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
  };

  it("are one for each purpose, rotated, with 30 days before their end", () => {
    assert.deepEqual(
      keys().map(({ name, inputs }) => [name, inputs["enableKeyRotation"], inputs["deletionWindowInDays"]]),
      ["payments-logs", "payments-secrets", "payments-volumes"].map((name) => [name, true, 30]),
    );
    assert.deepEqual(
      registered.filter(({ type }) => type === "aws:kms/alias:Alias").map(({ inputs }) => inputs["name"]),
      ["alias/duotone/logs", "alias/duotone/secrets", "alias/duotone/volumes"],
    );
  });

  it("let the account look after them and not use them", () => {
    for (const { name } of keys()) {
      const [administration] = statementsOf(name);
      assert.ok(administration);
      assert.equal(administration.Principal["AWS"], "arn:aws:iam::111122223333:root", name);
      const actions = [administration.Action].flat();
      assert.ok(actions.includes("kms:PutKeyPolicy"), `${name} could not be looked after any more`);
      assert.deepEqual(
        actions.filter(
          (action) => /\*|Decrypt|Encrypt|Generate|Grant$|Sign/.test(action) && action !== "kms:RevokeGrant",
        ),
        [],
        name,
      );
    }
  });

  it("are used by everybody of the account only through one service, and by no other account", () => {
    for (const { name } of keys()) {
      for (const { Sid, Principal, Condition } of statementsOf(name)) {
        if (Principal["AWS"] === "*") {
          assert.equal(Condition?.["StringEquals"]?.["kms:CallerAccount"], "111122223333", `${name} ${Sid}`);
          assert.ok(
            Condition["StringEquals"]["kms:ViaService"] !== undefined || Condition["ArnEquals"] !== undefined,
            `${name} ${Sid}`,
          );
        }
      }
    }
  });

  it("let Auto Scaling start instances on volumes, and grant to AWS's services only", () => {
    const statements = statementsOf("payments-volumes").filter(({ Sid }) => Sid.startsWith("AutoScaling"));
    assert.equal(statements.length, 2);
    for (const { Condition } of statements) {
      assert.deepEqual(Condition?.["ArnEquals"], {
        "aws:PrincipalArn":
          "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      });
    }
    const grants = statements.find(({ Action }) => Action === "kms:CreateGrant");
    assert.deepEqual(grants?.Condition?.["Bool"], { "kms:GrantIsForAWSResource": "true" });
  });

  it("bind log groups to those of the account", () => {
    const [logs] = statementsOf("payments-logs").filter(({ Sid }) => Sid === "LogGroupsEncrypt");
    assert.deepEqual(logs?.Principal, { Service: "logs.eu-west-1.amazonaws.com" });
    assert.deepEqual(logs.Condition, {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*" },
    });
  });
});
