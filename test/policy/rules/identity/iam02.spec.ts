import assert from "node:assert/strict";

import { iam02 } from "../../../../policy/rules/identity/iam02";
import { checkOne, node, unknown } from "../../support/world";

const ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";

describe("IAM-02: no users of IAM", () => {
  const TYPES = [
    "accessKey:AccessKey",
    "groupMembership:GroupMembership",
    "serviceSpecificCredential:ServiceSpecificCredential",
    "signingCertificate:SigningCertificate",
    "sshKey:SshKey",
    "user:User",
    "userGroupMembership:UserGroupMembership",
    "userLoginProfile:UserLoginProfile",
    "userPoliciesExclusive:UserPoliciesExclusive",
    "userPolicy:UserPolicy",
    "userPolicyAttachment:UserPolicyAttachment",
    "userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
  ].map((name) => `aws:iam/${name}`);

  it("looks at all of them", () => {
    assert.deepEqual(iam02.types, [...TYPES, ATTACHMENT].sort());
  });

  for (const type of TYPES) {
    it(`refuses ${type}`, () => {
      const [violation, ...others] = checkOne(iam02, node(type, "me"));
      assert.match(
        violation?.message ?? "",
        /^There are no users of IAM\. This (?:.* of IAM|is an access key)/,
      );
      assert.deepEqual(others, []);
    });
  }

  it("has nothing against a role", () => {
    assert.deepEqual(checkOne(iam02, node("aws:iam/role:Role", "core")), []);
  });

  const attached = (users: unknown) =>
    checkOne(iam02, node(ATTACHMENT, "read", { props: { roles: ["core"], users } })).map(
      ({ message }) => message,
    );

  it("has nothing against attaching a policy to roles", () => {
    assert.deepEqual(attached(undefined), []);
    assert.deepEqual(attached([]), []);
  });

  it("refuses attaching a policy to users, known or not", () => {
    assert.match(attached(["me"]).join(), /users gives rights to users of IAM/);
    assert.match(attached([unknown]).join(), /users gives rights to users of IAM/);
    assert.match(attached("me").join(), /users gives rights to users of IAM/);
    assert.match(attached(unknown).join(), /Cannot prove: users is not known yet/);
  });
});
