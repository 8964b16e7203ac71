import type { Resource } from "../../model/resource";
import { readList } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

const ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";

/** Users of IAM, what they prove themselves with, and what gives them rights. */
const OF_USERS: Readonly<Record<string, string>> = {
  "aws:iam/accessKey:AccessKey": "This is an access key, which never expires.",
  "aws:iam/groupMembership:GroupMembership": "This puts users of IAM into a group.",
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "This is a password of a user of IAM.",
  "aws:iam/signingCertificate:SigningCertificate": "This is a certificate of a user of IAM.",
  "aws:iam/sshKey:SshKey": "This is an SSH key of a user of IAM.",
  "aws:iam/user:User": "This is a user of IAM.",
  "aws:iam/userGroupMembership:UserGroupMembership": "This puts a user of IAM into groups.",
  "aws:iam/userLoginProfile:UserLoginProfile": "This is a password of a user of IAM.",
  "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": "This is about the policies of a user of IAM.",
  "aws:iam/userPolicy:UserPolicy": "This gives rights to a user of IAM.",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "This gives rights to a user of IAM.",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive":
    "This is about the policies of a user of IAM.",
};

/** No users of IAM: people come through the organization's sign-in, programs have roles. */
export const iam02: ResourceRule = {
  id: "IAM-02",
  scope: "resource",
  types: [...Object.keys(OF_USERS), ATTACHMENT].sort(),
  evaluate: ({ type, props }: Resource): readonly Finding[] => {
    const what = OF_USERS[type];
    if (what !== undefined) {
      return [bad(what)];
    }
    const users = readList(props, "users");
    if (users.is === "unknown") {
      return [undetermined("users is not known yet.")];
    }
    return users.is === "known" && users.items.length > 0 ? [bad("users gives rights to users of IAM.")] : [];
  },
};
