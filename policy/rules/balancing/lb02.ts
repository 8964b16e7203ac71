import { CLASSIC_BALANCER, LISTENERS, listenerProtocol, UNKNOWN_PROTOCOL } from "../../model/balancers";
import type { Resource } from "../../model/resource";
import { readSetText } from "../../model/setText";
import { TLS_POLICIES } from "../../model/tlsPolicies";
import { readList } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Listeners whose own certificate it is, and those that get one more. */
const CERTIFIED = [
  ...LISTENERS,
  "aws:alb/listenerCertificate:ListenerCertificate",
  "aws:lb/listenerCertificate:ListenerCertificate",
];
const ENCRYPTED: readonly string[] = ["HTTPS", "SSL", "TLS"];
const ACM = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/;

/** TLS 1.2 or later by a policy that is named, with a certificate of ACM. */
export const lb02: ResourceRule = {
  id: "LB-02",
  scope: "resource",
  types: [...CERTIFIED, CLASSIC_BALANCER],
  evaluate: (resource: Resource): readonly Finding[] => {
    if (resource.type === CLASSIC_BALANCER) {
      return classic(resource);
    }
    if (resource.type.endsWith(":ListenerCertificate")) {
      return certificate(resource);
    }
    const protocol = listenerProtocol(resource);
    if (protocol === UNKNOWN_PROTOCOL) {
      return [undetermined("protocol is not known yet.")];
    }
    return ENCRYPTED.includes(protocol) ? [...policy(resource), ...certificate(resource)] : [];
  },
};

function policy({ props }: Resource): readonly Finding[] {
  const reading = readSetText(props, "sslPolicy");
  if (reading.is === "unknown") {
    return [undetermined("sslPolicy is not known yet.")];
  }
  if (reading.is === "absent") {
    return [bad("sslPolicy is absent, and AWS's default accepts TLS 1.0.")];
  }
  return reading.is === "known" && TLS_POLICIES.has(reading.text)
    ? []
    : [bad("sslPolicy is not one of the recommended policies.")];
}

/** The ARN of a certificate that does not exist yet cannot be judged; it is when the listener is made. */
function certificate({ props }: Resource): readonly Finding[] {
  const reading = readSetText(props, "certificateArn");
  if (reading.is === "unknown" || (reading.is === "known" && ACM.test(reading.text))) {
    return [];
  }
  return [bad("certificateArn is not the ARN of a certificate of ACM.")];
}

function classic({ props }: Resource): readonly Finding[] {
  const listeners = readList(props, "listeners");
  if (listeners.is === "unknown") {
    return [undetermined("listeners are not known yet.")];
  }
  const items = listeners.is === "known" ? listeners.items : [];
  return items.flatMap((listener, index) => {
    const protocol = readSetText(listener, "lbProtocol");
    if (protocol.is === "unknown") {
      return [undetermined(`listeners[${index}].lbProtocol is not known yet.`)];
    }
    return protocol.is === "known" && ENCRYPTED.includes(protocol.text.toUpperCase())
      ? [bad(`listeners[${index}] of a classic load balancer does not say its TLS policy.`)]
      : [];
  });
}
