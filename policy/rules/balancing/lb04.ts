import { balancerKind, BALANCERS, CLASSIC_BALANCER } from "../../model/balancers";
import { resolveWithin } from "../../model/given";
import type { Node } from "../../model/resource";
import { stackNameOf } from "../../model/stacks";
import { read, readFlag, UNKNOWN } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** The component that keeps the logs of one vertical in the audit account, and is called as the vertical is. */
const ARCHIVE = "duotone:observability:LogArchive";

/** Every balancer writes down who came, where its vertical's logs are kept. */
export const lb04: StackRule = {
  id: "LB-04",
  scope: "stack",
  evaluate: (context) =>
    context.model
      .ofType(...BALANCERS, CLASSIC_BALANCER)
      .filter((balancer) => balancerKind(balancer) !== "gateway")
      .flatMap((balancer) => findings(context, balancer)),
};

function findings(context: StackContext, balancer: Node): readonly StackFinding[] {
  const enabled = readFlag(balancer.props, "accessLogs", "enabled");
  if (enabled === "unknown") {
    return [undeterminedNode(balancer, `accessLogs.enabled of ${balancer.name} is not known yet.`)];
  }
  const bucket = read(balancer.props, "accessLogs", "bucket");
  // A classic load balancer with a bucket logs unless told otherwise; the others do only when told to.
  const on = enabled === "yes" || (enabled === "absent" && balancer.type === CLASSIC_BALANCER);
  if (!on || bucket.is === "absent" || (bucket.is === "known" && bucket.value === "")) {
    return [badNode(balancer, `accessLogs of ${balancer.name} are not on.`)];
  }
  const { nodes, foreign, unresolved } = resolveWithin(
    context.model,
    balancer,
    "accessLogs",
    bucket.is === "known" ? bucket.value : UNKNOWN,
    ...BUCKETS,
  );
  if (unresolved || foreign.length > 0) {
    return [
      undeterminedNode(
        balancer,
        `accessLogs.bucket of ${balancer.name} is no bucket of this stack, so whose it is cannot be told.`,
      ),
    ];
  }
  return nodes.some((node) => keepsFor(context, node, balancer))
    ? []
    : [
        badNode(
          balancer,
          `accessLogs of ${balancer.name} go to ${nodes.map(({ name }) => name).join(", ")}, which is not of its vertical.`,
        ),
      ];
}

/** Whether a bucket is in the balancer's own account, or in its vertical's archive. */
function keepsFor(context: StackContext, bucket: Node, balancer: Node): boolean {
  const [own, other] = [context.account(balancer), context.account(bucket)];
  if (own.is !== "known" || stackNameOf(bucket.urn) !== stackNameOf(balancer.urn)) {
    return false;
  }
  const archive = context.model.ancestors(bucket).find(({ type }) => type === ARCHIVE);
  return archive === undefined ? other.is === "known" && other.name === own.name : archive.name === own.name;
}
