import { declaredProps } from "./given";
import type { Resource } from "./resource";
import { readSetText } from "./setText";
import { readFlag, readList, type Value } from "./value";

/** Types of one thing under its two names in the provider. */
export const BALANCERS = ["aws:alb/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"] as const;
export const LISTENERS = ["aws:alb/listener:Listener", "aws:lb/listener:Listener"] as const;
export const LISTENER_RULES = [
  "aws:alb/listenerRule:ListenerRule",
  "aws:lb/listenerRule:ListenerRule",
] as const;
export const TARGET_GROUPS = ["aws:alb/targetGroup:TargetGroup", "aws:lb/targetGroup:TargetGroup"] as const;

/** The first generation, which has its listeners in itself. */
export const CLASSIC_BALANCER = "aws:elb/loadBalancer:LoadBalancer";

export function isBalancer({ type }: Pick<Resource, "type">): boolean {
  return (BALANCERS as readonly string[]).includes(type);
}

export type BalancerKind = "application" | "network" | "gateway" | "classic" | "unknown";

/** @returns `application` where nothing is said, as AWS does. */
export function balancerKind(resource: Resource): BalancerKind {
  if (resource.type === CLASSIC_BALANCER) {
    return "classic";
  }
  const reading = readSetText(declaredProps(resource), "loadBalancerType");
  if (reading.is === "absent") {
    return "application";
  }
  return reading.is === "known" && ["application", "network", "gateway"].includes(reading.text)
    ? (reading.text as BalancerKind)
    : "unknown";
}

/** Whether the balancer is reachable from the internet; `absent` in `internal` means that it is, as it does for AWS. */
export function facesInternet(resource: Resource): "yes" | "no" | "unknown" {
  const internal = readFlag(declaredProps(resource), "internal");
  return internal === "yes" ? "no" : internal === "unknown" ? "unknown" : "yes";
}

/** One action of a listener or of one of its rules. */
export interface Action {
  /** Property path, for example `defaultActions[0]`. */
  readonly at: string;
  readonly value: Value;
}

/**
 * The actions of a listener (`defaultActions`) or of a listener rule (`actions`).
 *
 * @returns `unknown` where the list itself is not known yet.
 */
export function actionsOf(
  props: Value,
  property: "defaultActions" | "actions",
): readonly Action[] | "unknown" {
  const list = readList(props, property);
  if (list.is === "known") {
    return list.items.map((value, index) => ({ at: `${property}[${index}]`, value }));
  }
  return list.is === "unknown" ? "unknown" : [];
}

/** Whether actions do nothing but send the caller to HTTPS. */
export function redirectsToHttps(actions: readonly Action[] | "unknown"): "yes" | "no" | "unknown" {
  if (actions === "unknown") {
    return "unknown";
  }
  const answers = actions.map(({ value }) => {
    const type = readSetText(value, "type");
    const protocol = readSetText(value, "redirect", "protocol");
    if (type.is === "unknown" || protocol.is === "unknown") {
      return "unknown";
    }
    return type.is === "known" &&
      type.text === "redirect" &&
      protocol.is === "known" &&
      protocol.text.toUpperCase() === "HTTPS"
      ? "yes"
      : "no";
  });
  if (answers.length === 0 || answers.includes("no")) {
    return "no";
  }
  return answers.includes("unknown") ? "unknown" : "yes";
}

export const UNKNOWN_PROTOCOL = "unknown";

/** What a listener speaks, in upper case; an application load balancer's listener without a word speaks HTTP. */
export function listenerProtocol(listener: Resource): string {
  const reading = readSetText(declaredProps(listener), "protocol");
  if (reading.is === "absent") {
    return "HTTP";
  }
  return reading.is === "known" ? reading.text.toUpperCase() : UNKNOWN_PROTOCOL;
}
