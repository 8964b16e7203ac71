import assert from "node:assert/strict";

import { iam05 } from "../../../../policy/rules/identity/iam05";
import { checkOne, node, settings, unknown } from "../../support/world";

const POLICY = "aws:iam/rolePolicy:RolePolicy";
const KEYS = "arn:aws:kms:eu-west-1:000000000042:key/*";

describe("IAM-05: no way to more rights", () => {
  const messages = (type: string, props: Record<string, unknown>) =>
    checkOne(iam05, node(type, "core", { props })).map(({ message }) => message);
  const ofStatement = (statement: object) =>
    messages(POLICY, { policy: JSON.stringify({ Statement: { Effect: "Allow", ...statement } }) });
  const answers = (policy: unknown) =>
    iam05
      .evaluate(node(POLICY, "core", { props: { policy } }), { settings: settings(), sensitive: true })
      .map(({ answer }) => answer);

  const right: Record<string, object> = {
    "harmless actions on everything": { Action: ["ec2:*", "kms:Encrypt", "iam:Get*"], Resource: "*" },
    "passing named roles on": { Action: "iam:PassRole", Resource: "arn:aws:iam::*:role/duotone-*" },
    "taking a named role": { Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/duotone-audit" },
    "decrypting with one key": {
      Action: "kms:Decrypt",
      Resource: "arn:aws:kms:eu-west-1:000000000042:key/1",
    },
    "decrypting through a service": {
      Action: "kms:Decrypt",
      Resource: KEYS,
      Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
    },
    "decrypting with named keys": {
      Action: "kms:Decrypt",
      Resource: KEYS,
      Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/duotone/archive/*" } },
    },
    "decrypting for one purpose": {
      Action: "kms:Decrypt",
      Resource: KEYS,
      Condition: { StringEquals: { "kms:EncryptionContext:app": "core" } },
    },
    "decrypting with tagged keys": {
      Action: "kms:Decrypt",
      Resource: KEYS,
      Condition: { StringEquals: { "aws:ResourceTag/service": "core" } },
    },
    "changing roles under a boundary": {
      Action: ["iam:PutRolePolicy", "iam:AttachRolePolicy"],
      Resource: "*",
      Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::000000000042:policy/b" } },
    },
    "commands on tagged instances": {
      Action: ["ssm:SendCommand", "ssm:StartSession"],
      Resource: "*",
      Condition: { StringEquals: { "ssm:resourceTag/service": "core" } },
    },
    "what is denied": { Effect: "Deny", Action: "iam:PassRole", Resource: "*" },
    "all but what harms": {
      NotAction: ["iam:*", "sts:*", "kms:*", "lambda:*", "ssm:*", "glue:*", "ec2-instance-connect:*"],
      Resource: "*",
    },
  };
  for (const [title, statement] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(answers({ Statement: { Effect: "Allow", ...statement } }), []);
    });
  }

  const HARMFUL: Record<string, readonly string[]> = {
    "rewrite rights": [
      "iam:AttachGroupPolicy",
      "iam:AttachRolePolicy",
      "iam:AttachUserPolicy",
      "iam:DeleteRolePermissionsBoundary",
      "iam:DeleteRolePolicy",
      "iam:DeleteUserPermissionsBoundary",
      "iam:DetachRolePolicy",
      "iam:PutGroupPolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
      "iam:PutUserPermissionsBoundary",
      "iam:PutUserPolicy",
    ],
    "rewrite policies and trust, or sign in as somebody else": [
      "iam:AddUserToGroup",
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:CreatePolicyVersion",
      "iam:SetDefaultPolicyVersion",
      "iam:UpdateAccessKey",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateLoginProfile",
    ],
    "pass any role on": ["iam:PassRole"],
    "take any role": ["sts:AssumeRole"],
    "run commands and code with any role": [
      "ec2-instance-connect:SendSSHPublicKey",
      "glue:UpdateDevEndpoint",
      "lambda:UpdateFunctionCode",
      "ssm:SendCommand",
      "ssm:StartSession",
    ],
    "decrypt with every key": ["kms:Decrypt", "kms:ReEncryptFrom"],
  };
  for (const [what, actions] of Object.entries(HARMFUL)) {
    for (const action of actions) {
      it(`refuses to ${what}: ${action}`, () => {
        const [message, ...others] = ofStatement({ Action: ["s3:GetObject", action], Resource: "*" });
        assert.match(
          message ?? "",
          new RegExp(`Statement\\[0\\] allows to ${what}: ${action.toLowerCase()},`),
        );
        assert.deepEqual(others, []);
      });
    }
  }

  const wrong: Record<string, [statement: object, said: RegExp]> = {
    "all keys of an account": [{ Action: "kms:Decrypt", Resource: KEYS }, /decrypt with every key/],
    "all roles of an account": [
      { Action: "iam:PassRole", Resource: "arn:aws:iam::000000000042:role/*" },
      /pass any role on/,
    ],
    "a role passed on to a named service": [
      {
        Action: "iam:PassRole",
        Resource: "*",
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      },
      /pass any role on/,
    ],
    "trust rewritten under a boundary": [
      {
        Action: "iam:UpdateAssumeRolePolicy",
        Resource: "*",
        Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::000000000042:policy/b" } },
      },
      /rewrite policies and trust/,
    ],
    "any boundary": [
      {
        Action: "iam:PutRolePolicy",
        Resource: "*",
        Condition: { ArnLike: { "iam:PermissionsBoundary": "*" } },
      },
      /rewrite rights: iam:putrolepolicy, on everything/,
    ],
    "several of one kind": [
      { Action: "kms:*", Resource: "*" },
      /decrypt with every key: kms:decrypt and 1 more, on everything/,
    ],
    "all but one role": [
      { Action: "iam:PassRole", NotResource: "arn:aws:iam::000000000042:role/a" },
      /pass any role on/,
    ],
  };
  for (const [title, [statement, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = ofStatement(statement);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses all but some actions once for each harm", () => {
    assert.equal(ofStatement({ NotAction: "s3:*", Resource: "*" }).length, Object.keys(HARMFUL).length);
  });

  it("leaves what is not known yet to the update", () => {
    const statement = { Effect: "Allow", Action: "iam:PassRole", Resource: "*" };
    for (const policy of [
      unknown,
      { Statement: [unknown] },
      { Statement: { ...statement, Resource: unknown } },
      { Statement: { ...statement, Action: "iam:PassRole", Effect: unknown } },
      { Statement: { ...statement, Action: `iam:Pass${unknown}` } },
      {
        Statement: {
          ...statement,
          Action: "kms:Decrypt",
          Condition: { StringEquals: { "kms:ViaService": unknown } },
        },
      },
    ]) {
      assert.deepEqual(answers(policy), ["undetermined"]);
      assert.deepEqual(messages(POLICY, { policy }), []);
    }
  });

  it("says what is known to be wrong rather than what is not known", () => {
    const Action = [`kms:ReEncrypt${unknown}`, "kms:Decrypt"];
    const found = messages(POLICY, { policy: { Statement: { Effect: "Allow", Action, Resource: "*" } } });
    assert.match(found.join(), /decrypt with every key: kms:decrypt, on everything/);
  });

  it("refuses a document that cannot be read, and has nothing against none", () => {
    assert.match(messages(POLICY, { policy: "{" }).join(), /policy is no policy document/);
    assert.deepEqual(messages("aws:iam/role:Role", {}), []);
  });

  for (const type of iam05.types) {
    it(`looks at ${type}`, () => {
      const policy = { Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: "*" } };
      const props = { policy, inlinePolicy: policy, inlinePolicies: [{ policy }] };
      assert.equal(messages(type, props).length, 1);
    });
  }

  it("looks at six types", () => {
    assert.equal(iam05.types.length, 6);
  });
});
