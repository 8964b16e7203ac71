import assert from "node:assert/strict";

import { iam01 } from "../../../../policy/rules/identity/iam01";
import type { Settings } from "../../../../policy/settings/settings";
import { checkOne, node, settings, unknown } from "../../support/world";

const POLICY = "aws:iam/policy:Policy";
const ROLE = "aws:iam/role:Role";
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

describe("IAM-01: no administrators", () => {
  const messages = (type: string, props: Record<string, unknown>, changed: Partial<Settings> = {}) =>
    checkOne(iam01, node(type, "core", { props }), changed).map(({ message }) => message);
  const answers = (type: string, props: Record<string, unknown>) =>
    iam01
      .evaluate(node(type, "core", { props }), { settings: settings(), sensitive: true })
      .map(({ answer }) => answer);
  const ofStatement = (statement: object) =>
    messages(POLICY, { policy: JSON.stringify({ Statement: { Effect: "Allow", ...statement } }) });

  const right: Record<string, object> = {
    "named actions on everything": { Action: ["ec2:Describe*", "iam:Get*"], Resource: "*" },
    "every action on one thing": { Action: "*", Resource: "arn:aws:s3:::duotone-archive" },
    "all of another service": { Action: "logs:*", Resource: "*" },
    "all of IAM on one role": { Action: "iam:*", Resource: "arn:aws:iam::000000000042:role/core" },
    "everything denied": { Effect: "Deny", Action: "*", Resource: "*" },
    "all but what is denied": { Effect: "Deny", NotAction: "sts:*", Resource: "*" },
  };
  for (const [title, statement] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(answers(POLICY, { policy: { Statement: { Effect: "Allow", ...statement } } }), []);
    });
  }

  const wrong: Record<string, object> = {
    "every action on everything": { Action: "*", Resource: "*" },
    "every action among others": { Action: ["s3:GetObject", "*:*"], Resource: ["arn:aws:s3:::a", "*"] },
    "every action on everything in an account": { Action: "*", Resource: "arn:aws:*:*:000000000042:*" },
    "every action without a resource": { Action: "*" },
    "all but some actions": { NotAction: ["s3:*"], Resource: "*" },
    "all but the actions of IAM": { NotAction: "iam:*", Resource: "*" },
    "every action on all but something": { Action: "*", NotResource: "arn:aws:s3:::a" },
    "all of IAM": { Action: "IAM:*", Resource: "*" },
    "all roles": { Action: "iam:*", Resource: "arn:aws:iam::000000000042:role/*" },
    "everything on a condition": {
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": true } },
    },
  };
  for (const [title, statement] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = ofStatement(statement);
      assert.match(message ?? "", /policy\.Statement\[0\] allows every action/);
      assert.deepEqual(others, []);
    });
  }

  it("leaves what is not known yet to the update", () => {
    for (const policy of [
      unknown,
      { Statement: [unknown] },
      { Statement: { Effect: unknown, Action: "*", Resource: "*" } },
      { Statement: { Effect: "Allow", Action: "*", Resource: unknown } },
      { Statement: { Effect: "Allow", Action: unknown, Resource: "*" } },
    ]) {
      assert.deepEqual(messages(POLICY, { policy }), []);
      assert.deepEqual(answers(POLICY, { policy }), ["undetermined"]);
    }
  });

  it("refuses what is known beside something that is not", () => {
    const statement = { Effect: "Allow", Action: ["*", unknown], Resource: [unknown, "*"] };
    assert.equal(messages(POLICY, { policy: { Statement: [unknown, statement] } }).length, 1);
  });

  it("refuses a document that cannot be read, and has nothing against none", () => {
    assert.match(messages(POLICY, { policy: "{" }).join(), /policy is no policy document, for it is no JSON/);
    assert.deepEqual(answers(ROLE, {}), []);
  });

  it("looks at every inline policy of a role", () => {
    const policy = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
    assert.match(
      messages(ROLE, { inlinePolicies: [{ policy: "" }, { policy }] }).join(),
      /inlinePolicies\[1\]\.policy\.Statement\[0\] allows/,
    );
  });

  const attachments: Record<string, (arn: unknown) => object> = {
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": (policyArn) => ({ policyArn }),
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": (arn) => ({
      policyArns: [arn],
    }),
    "aws:iam/policyAttachment:PolicyAttachment": (policyArn) => ({ policyArn }),
    [ROLE]: (arn) => ({ managedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess", arn] }),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (policyArn) => ({ policyArn }),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": (arn) => ({
      policyArns: [arn],
    }),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": (policyArn) => ({ policyArn }),
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": (arn) => ({
      policyArns: [arn],
    }),
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": (managedPolicyArn) => ({
      managedPolicyArn,
    }),
  };
  const policies = ["groupPolicy:GroupPolicy", "policy:Policy", "rolePolicy:RolePolicy"]
    .concat("userPolicy:UserPolicy")
    .map((name) => `aws:iam/${name}`)
    .concat("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy");

  it("looks at every type that it says", () => {
    assert.deepEqual(iam01.types, [...Object.keys(attachments), ...policies].sort());
  });

  for (const type of policies) {
    it(`looks at ${type}`, () => {
      const policy = { Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
      assert.equal(messages(type, { policy, inlinePolicy: policy }).length, 1);
    });
  }

  for (const [type, props] of Object.entries(attachments)) {
    it(`refuses an administrator by ${type}`, () => {
      assert.match(messages(type, props(ADMINISTRATOR) as never).join(), /attaches AdministratorAccess\./);
      assert.deepEqual(messages(type, props("arn:aws:iam::000000000042:policy/core") as never), []);
    });
  }

  for (const name of [
    "AdministratorAccess-AWSElasticBeanstalk",
    "AdministratorAccess-Amplify",
    "IAMFullAccess",
    "PowerUserAccess",
  ]) {
    it(`refuses ${name}, in any partition`, () => {
      const arn = `arn:aws-cn:iam::aws:policy/${name}`;
      assert.equal(messages(ROLE, { managedPolicyArns: [arn] }).length, 1);
    });
  }

  it("has nothing against a policy of ours with the name of one of AWS's", () => {
    const arn = "arn:aws:iam::000000000042:policy/AdministratorAccess";
    assert.deepEqual(messages(ROLE, { managedPolicyArns: [arn] }), []);
  });

  it("leaves attachments that are not known yet to the update, and refuses what is no ARN", () => {
    for (const managedPolicyArns of [unknown, [unknown]]) {
      assert.deepEqual(messages(ROLE, { managedPolicyArns }), []);
      assert.deepEqual(answers(ROLE, { managedPolicyArns }), ["undetermined"]);
    }
    assert.equal(messages(ROLE, { managedPolicyArns: [unknown, ADMINISTRATOR] }).length, 1);
    assert.match(messages(ROLE, { managedPolicyArns: [true] }).join(), /attaches something that is no ARN/);
  });

  it("lets an administrator be who has an exemption", () => {
    const exemption = {
      rule: "IAM-01",
      stack: "duotone/prod",
      type: ROLE,
      name: "core",
      owner: "platform",
      reason: "Break glass of the platform team",
      expires: "2027-01-01T00:00:00Z",
    };
    const props = { managedPolicyArns: [ADMINISTRATOR] };
    assert.deepEqual(messages(ROLE, props, { exemptions: [exemption] }), []);
    assert.equal(
      messages(ROLE, props, { ...settings(), exemptions: [{ ...exemption, name: "Core" }] }).length,
      1,
    );
  });
});
