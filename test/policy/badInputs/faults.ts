import { add, of } from "./changes";
import { SECURITY_GROUP, VPC } from "./types";

export const USER = "aws:iam/user:User";

/** A fault that is found by itself, to see that all before it was judged: IAM-02. */
export const FAULT = add(USER, "zzz", "accounts", {});

/** A security group that lets everybody in by SSH: NET-01. */
export const openGroup = add(SECURITY_GROUP, "another", "accounts", {
  vpcId: of(VPC, "accounts"),
  ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }],
  egress: [],
});
