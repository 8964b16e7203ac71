import {
  paginateDescribeAutoScalingGroups,
  paginateDescribePolicies,
  type AutoScalingClient,
  type AutoScalingGroup,
  type ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";

/** Most groups in one answer; https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const PAGE = 100;

/** The auto scaling groups of the given names; those that do not exist are left out. */
export async function groupsOf(
  client: AutoScalingClient,
  names: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly AutoScalingGroup[]> {
  const found: AutoScalingGroup[] = [];
  const pages = paginateDescribeAutoScalingGroups(
    { client, pageSize: PAGE },
    { AutoScalingGroupNames: [...names] },
    { abortSignal },
  );
  for await (const { AutoScalingGroups } of pages) {
    found.push(...(AutoScalingGroups ?? []));
  }
  return found;
}

/** All scaling policies of the account: one call where one per group would be many. */
export async function scalingPoliciesIn(
  client: AutoScalingClient,
  abortSignal: AbortSignal,
): Promise<readonly ScalingPolicy[]> {
  const found: ScalingPolicy[] = [];
  for await (const page of paginateDescribePolicies({ client, pageSize: PAGE }, {}, { abortSignal })) {
    found.push(...(page.ScalingPolicies ?? []));
  }
  return found;
}
