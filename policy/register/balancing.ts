import type { Register } from "./entry";

/** Load balancers and the names that point at them. */
export const balancing: Register = {
  "LB-01": {
    title: "Whoever comes by HTTP is sent to HTTPS",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Give every action of the listener and of its rules type: "redirect" with redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" }.',
    references: { fsbp: ["ELB.1"], pci: ["1.2.5"] },
  },
  "LB-02": {
    title: "TLS listeners name a recommended policy and have a certificate of ACM",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Set sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" or a stricter one, and certificateArn to a certificate of ACM; use an application or network load balancer instead of a classic one.',
    references: { fsbp: ["ELB.2", "ELB.17"], pci: ["4.2.1"] },
  },
  "LB-03": {
    title: "Load balancers take and pass on nothing in clear",
    severity: "high",
    level: "sensitive",
    undetermined: "violation",
    remediation:
      'Use protocol: "HTTPS" or "TLS" on listeners, and on the target groups of verticals with personal or banking data; a listener for HTTP may only redirect to HTTPS.',
    references: { fsbp: ["ELB.3", "ELB.18"], pci: ["4.2.1"], gdpr: ["32"] },
  },
  "LB-04": {
    title: "Load balancers log every request to their vertical's log bucket",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation: "Set accessLogs: { enabled: true, bucket } with the log bucket of the same vertical.",
    references: { cis7: ["4.10"], fsbp: ["ELB.5"], pci: ["10.2.1"] },
  },
  "LB-05": {
    title: "Load balancers drop requests that can be read in two ways",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Set dropInvalidHeaderFields: true, and leave desyncMitigationMode at "defensive" or set it to "strictest".',
    references: { fsbp: ["ELB.4", "ELB.12", "ELB.14"] },
  },
  "LB-06": {
    title: "Load balancers of production cannot be deleted by accident",
    severity: "medium",
    level: "sensitive",
    undetermined: "violation",
    remediation: "Set enableDeletionProtection: true.",
    references: { fsbp: ["ELB.6"] },
  },
  "LB-07": {
    title: "Load balancers are internal unless their cluster is open to the internet",
    severity: "high",
    level: "sensitive",
    undetermined: "violation",
    remediation:
      "Set internal: true; for a balancer that everyone may reach, set the tag `cluster` to a cluster that is not internal.",
    references: {},
  },
  "LB-08": {
    title: "Load balancers that the internet reaches are behind a web ACL that logs",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Associate a web ACL with the balancer (aws.wafv2.WebAclAssociation), and give the web ACL an aws.wafv2.WebAclLoggingConfiguration.",
    references: { fsbp: ["ELB.16", "WAF.11"], pci: ["6.4.2", "10.2.1"] },
  },
  "DNS-01": {
    title: "Names point at something that this stack has",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Take the name from the output of the resource (balancer.dnsName) instead of writing it down; a target outside of all stacks belongs in the inventory's aliasTargets.",
    references: {},
  },
};
