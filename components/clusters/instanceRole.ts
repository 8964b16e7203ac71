/** Lets Session Manager in, so that nobody needs SSH: no key pair, no open port, every session logged. */
export const SESSION_MANAGER_POLICY = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

/** Trust policy of a role for EC2 instances. */
export const INSTANCE_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
