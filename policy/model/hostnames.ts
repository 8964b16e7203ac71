/** `x.eu-west-1.elb.amazonaws.com` of application and classic load balancers, `x.elb.eu-west-1.amazonaws.com` of network ones. */
const BALANCER_HOST = /\.elb(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/;

/** A DNS name in the one form that names are compared in: lower case, no dot at the end, `*` as itself. */
export function hostname(text: string): string {
  return text
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\\052\./, "*.");
}

/** The name that an alias points at, without the `dualstack.` that the console puts before a load balancer's. */
export function aliasHostname(text: string): string {
  return hostname(text).replace(/^dualstack\./, "");
}

/** Whether AWS gave the name to some load balancer. */
export function isBalancerHost(text: string): boolean {
  return BALANCER_HOST.test(aliasHostname(text));
}

/** Whether one of the labels of a name is this one: `core.prod2.example.com` has `prod2`. */
export function hasLabel(name: string, label: string): boolean {
  return hostname(name).split(".").includes(label.toLowerCase());
}
