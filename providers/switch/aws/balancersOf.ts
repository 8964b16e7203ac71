import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  paginateDescribeListenerCertificates,
  paginateDescribeListeners,
  paginateDescribeRules,
  type Certificate,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  type Rule,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { mapBounded } from "../bounded";
import type { ListenerDescription, WebDescription } from "../twins/description";
import { chunks } from "../chunks";
import { isNamed } from "../failure";

/** Most ARNs in one question; https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html */
const PER_CALL = 20;

/** Calls in flight at a time. */
const AT_ONCE = 8;

/** Protocols whose listeners have certificates. */
const SECURE = ["HTTPS", "TLS"];

/**
 * Target groups with the balancers in front of them, in the order of their ARNs.
 *
 * @returns For a target group without a balancer, what is wrong with it in words.
 */
export async function websOf(
  client: ElasticLoadBalancingV2Client,
  targetGroupArns: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly (WebDescription | string)[]> {
  const groups = await targetGroupsOf(client, targetGroupArns, abortSignal);
  const balancerArns = groups.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns.slice(0, 1));
  const balancers = await balancersOf(client, [...new Set(balancerArns)], abortSignal);
  return mapBounded(targetGroupArns, AT_ONCE, async (arn): Promise<WebDescription | string> => {
    const targetGroup = groups.find(({ TargetGroupArn }) => TargetGroupArn === arn);
    if (targetGroup === undefined) {
      return `There is no target group ${arn}.`;
    }
    const balancer = balancers.find(
      ({ LoadBalancerArn }) => LoadBalancerArn === targetGroup.LoadBalancerArns?.[0],
    );
    if (balancer === undefined) {
      return `No load balancer sends requests to target group ${arn}.`;
    }
    return webOf(client, targetGroup, balancer, abortSignal);
  });
}

async function targetGroupsOf(
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly TargetGroup[]> {
  const answers = await mapBounded(chunks(arns, PER_CALL), AT_ONCE, async (asked) => {
    try {
      const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [...asked] });
      return (await client.send(command, { abortSignal })).TargetGroups ?? [];
    } catch (error) {
      if (!isNamed(error, "TargetGroupNotFoundException")) {
        throw error;
      }
      // One that does not exist makes AWS refuse to tell of the others: then one by one.
      return asked.length === 1 ? [] : targetGroupsOneByOne(client, asked, abortSignal);
    }
  });
  return answers.flat();
}

async function targetGroupsOneByOne(
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly TargetGroup[]> {
  const found = await mapBounded(arns, AT_ONCE, (arn) => targetGroupsOf(client, [arn], abortSignal));
  return found.flat();
}

async function balancersOf(
  client: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly LoadBalancer[]> {
  const answers = await mapBounded(chunks(arns, PER_CALL), AT_ONCE, (LoadBalancerArns) =>
    client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [...LoadBalancerArns] }), {
      abortSignal,
    }),
  );
  return answers.flatMap(({ LoadBalancers }) => LoadBalancers ?? []);
}

async function webOf(
  client: ElasticLoadBalancingV2Client,
  targetGroup: TargetGroup,
  balancer: LoadBalancer,
  abortSignal: AbortSignal,
): Promise<WebDescription> {
  const { TargetGroupArn } = targetGroup;
  const { LoadBalancerArn } = balancer;
  const ofTargets = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
  const ofBalancer = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn });
  const listeners: ListenerDescription[] = [];
  for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn }, { abortSignal })) {
    for (const listener of page.Listeners ?? []) {
      listeners.push(await listenerOf(client, listener, abortSignal));
    }
  }
  return {
    targetGroup,
    attributes: (await client.send(ofTargets, { abortSignal })).Attributes ?? [],
    balancer: {
      balancer,
      attributes: (await client.send(ofBalancer, { abortSignal })).Attributes ?? [],
      listeners,
    },
  };
}

async function listenerOf(
  client: ElasticLoadBalancingV2Client,
  listener: Listener,
  abortSignal: AbortSignal,
): Promise<ListenerDescription> {
  const { ListenerArn, Protocol = "" } = listener;
  const rules: Rule[] = [];
  for await (const page of paginateDescribeRules({ client }, { ListenerArn }, { abortSignal })) {
    rules.push(...(page.Rules ?? []));
  }
  const certificates: Certificate[] = [];
  if (SECURE.includes(Protocol)) {
    const pages = paginateDescribeListenerCertificates({ client }, { ListenerArn }, { abortSignal });
    for await (const page of pages) {
      certificates.push(...(page.Certificates ?? []));
    }
  }
  return { listener, certificates, rules: rules.filter(({ IsDefault }) => IsDefault !== true) };
}
