import type { Account } from "../../model/accounts";
import { accountInArn } from "../../model/arn";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VPC = "aws:ec2/vpc:Vpc";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

/** Where a flow log may go. */
const DESTINATIONS = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
];

/** What happens in a network is recorded where nobody of that network's account can change it. */
export const net08: StackRule = {
  id: "NET-08",
  scope: "stack",
  evaluate: (context) => {
    const logs = context.model
      .ofType(FLOW_LOG)
      .map((log) => ({ log, vpcs: context.model.resolve(log, "vpcId", VPC).nodes }));
    return context.model.ofType(VPC).flatMap((vpc): readonly StackFinding[] => {
      const own = logs.filter(({ vpcs }) => vpcs.includes(vpc)).map(({ log }) => faults(context, log));
      // One good record is enough: others may be kept for their own reasons.
      return own.length === 0
        ? [badNode(vpc, "It has no FlowLog.")]
        : own.some((found) => found.length === 0)
          ? []
          : own.flat();
    });
  },
};

function faults(context: StackContext, log: Node): readonly StackFinding[] {
  const traffic = readText(log.props, "trafficType");
  const found: StackFinding[] = [];
  if (traffic.is === "unknown") {
    found.push(undeterminedNode(log, "trafficType is not known yet."));
  } else if (traffic.is !== "known" || traffic.text !== "ALL") {
    found.push(badNode(log, "trafficType is not `ALL`."));
  }
  return [...found, ...destination(context, log)];
}

function destination(context: StackContext, log: Node): readonly StackFinding[] {
  const { nodes, foreign } = context.model.resolve(log, "logDestination", ...DESTINATIONS);
  const [arn] = foreign;
  // The ARN of a bucket may be followed by a folder in it.
  const target =
    nodes[0] ?? (arn === undefined ? undefined : context.model.named(arn.replace(/\/.*/, ""))[0]);
  if (target !== undefined) {
    return inAudit(log, `logDestination is ${target.name}`, placeOf(context.account(target)));
  }
  if (arn !== undefined) {
    return inAudit(log, "logDestination is elsewhere", placeInArn(context, arn));
  }
  return readText(log.props, "logDestination").is === "unknown"
    ? [undeterminedNode(log, "logDestination is not known yet.")]
    : [badNode(log, "logDestination is not given, so that the records stay in the network's own account.")];
}

type Place = { readonly is: "audit" | "elsewhere" } | { readonly is: "unknown"; readonly why: string };

function inAudit(log: Node, said: string, place: Place): readonly StackFinding[] {
  switch (place.is) {
    case "audit":
      return [];
    case "elsewhere":
      return [badNode(log, `${said}, which is not in the audit account.`)];
    case "unknown":
      return [undeterminedNode(log, `${said}, and ${place.why}.`)];
  }
}

function placeOf(account: Account): Place {
  return account.is === "known" && account.kind === "audit"
    ? { is: "audit" }
    : account.is === "unknown"
      ? account
      : { is: "elsewhere" };
}

/** Where something is that this stack does not manage; ARNs of buckets have no account. */
function placeInArn({ settings }: StackContext, arn: string): Place {
  const account = accountInArn(arn);
  if (account.is !== "known") {
    return { is: "unknown", why: "its ARN does not say whose it is" };
  }
  return settings.inventory.accounts.some(({ id, role }) => id === account.id && role === "audit")
    ? { is: "audit" }
    : { is: "elsewhere" };
}
