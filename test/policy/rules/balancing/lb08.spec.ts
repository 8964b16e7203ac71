import assert from "node:assert/strict";

import { BALANCERS } from "../../../../policy/model/balancers";
import type { Node } from "../../../../policy/model/resource";
import { lb08 } from "../../../../policy/rules/balancing/lb08";
import { checkAll, node, unknown } from "../../support/world";

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:200000000003:loadbalancer/app/core/1";
const ACL = "arn:aws:wafv2:eu-west-1:200000000003:regional/webacl/core/1";

describe("LB-08: what the internet reaches is behind a web ACL that logs", () => {
  const balancer = (props: Readonly<Record<string, unknown>> = {}, type: string = BALANCERS[1]) =>
    node(type, "core", { props: { arn: ARN, internal: false, ...props } });
  const acl = node("aws:wafv2/webAcl:WebAcl", "acl", { props: { arn: ACL } });
  const association = (resourceArn: unknown = ARN, webAclArn: unknown = ACL) =>
    node("aws:wafv2/webAclAssociation:WebAclAssociation", "association", {
      props: { resourceArn, webAclArn },
    });
  const logging = (resourceArn: unknown = ACL) =>
    node("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logging", {
      props: { resourceArn },
    });
  const messages = (...nodes: readonly Node[]) => checkAll(lb08, nodes).map(({ message }) => message);

  const right: Record<string, readonly Node[]> = {
    "a web ACL that logs": [balancer(), acl, association(), logging()],
    "an internal balancer": [balancer({ internal: true })],
    "an internal balancer in words": [balancer({ internal: "true" })],
    "a network load balancer": [balancer({ loadBalancerType: "network" })],
    "no balancer": [acl],
    "one that may be internal behind a web ACL": [
      balancer({ internal: unknown }),
      acl,
      association(),
      logging(),
    ],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  it("has nothing against all of it before anything exists", () => {
    const web = balancer({ arn: unknown });
    assert.deepEqual(
      messages(
        web,
        { ...acl, props: {} },
        { ...association(unknown, unknown), edges: { resourceArn: [web.urn], webAclArn: [acl.urn] } },
        { ...logging(unknown), edges: { resourceArn: [acl.urn] } },
      ),
      [],
    );
  });

  const none = /\. core faces the internet, and no web ACL is associated/;
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "no web ACL": [[balancer()], none],
    "no word on the side that it faces": [[balancer({ internal: undefined })], none],
    "the other side in words": [[balancer({ internal: "false" })], none],
    "a web ACL of another balancer": [[balancer(), acl, association("arn:other"), logging()], none],
    "a type that is not known": [[balancer({ loadBalancerType: unknown })], none],
    "a side that is not known": [
      [balancer({ internal: unknown })],
      /Cannot prove: internal of core is not known, and it has no web ACL/,
    ],
    "a web ACL that does not log": [[balancer(), acl, association()], /core has a web ACL without a logging/],
    "the log of another web ACL": [
      [balancer(), acl, association(), logging("arn:other")],
      /without a logging/,
    ],
    "a web ACL of no stack": [
      [balancer(), association(ARN, "arn:aws:wafv2:other")],
      /Cannot prove: the web ACL of core is not of this stack/,
    ],
    "a web ACL that comes from nowhere": [
      [balancer(), acl, association(ARN, unknown)],
      /Cannot prove: the web ACL/,
    ],
    "an association without a web ACL": [
      [balancer(), acl, association(ARN, null)],
      /Cannot prove: the web ACL/,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("takes a side that the program did not give for the internet's, before anything exists", () => {
    const silent = node(BALANCERS[1], "core", {
      props: { internal: unknown, idleTimeout: 60 },
      edges: { idleTimeout: [] },
    });
    assert.match(messages(silent).join(), none);
  });
  for (const type of BALANCERS) {
    it(`looks at ${type}`, () => {
      assert.equal(messages(balancer({}, type)).length, 1);
    });
  }
});
