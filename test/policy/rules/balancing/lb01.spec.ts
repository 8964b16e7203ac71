import assert from "node:assert/strict";

import { LISTENER_RULES, LISTENERS } from "../../../../policy/model/balancers";
import { lb01 } from "../../../../policy/rules/balancing/lb01";
import { checkAll, node, unknown } from "../../support/world";

const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const FORWARD = { type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:x" };

describe("LB-01: HTTP is redirected to HTTPS", () => {
  const listener = (props: Readonly<Record<string, unknown>>, type: string = LISTENERS[1]) =>
    node(type, "http", { props: { protocol: "HTTP", ...props } });
  const messages = (...nodes: Parameters<typeof checkAll>[1]) =>
    checkAll(lb01, nodes).map(({ message }) => message);

  const right: Record<string, Readonly<Record<string, unknown>>> = {
    "a redirect": { defaultActions: [REDIRECT] },
    "a redirect in small letters": {
      defaultActions: [{ type: "redirect", redirect: { protocol: "https" } }],
    },
    "a redirect in one block": { defaultActions: REDIRECT },
    "HTTPS that forwards": { protocol: "HTTPS", defaultActions: [FORWARD] },
    "TCP, which is for another rule": { protocol: "TCP", defaultActions: [FORWARD] },
    "a redirect by a protocol that is not known": { protocol: unknown, defaultActions: [REDIRECT] },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(listener(props)), []);
    });
  }

  const wrong: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp]> = {
    "a forward": [
      { defaultActions: [FORWARD] },
      /http answers HTTP, and defaultActions do not all redirect to HTTPS/,
    ],
    "a forward in small letters": [{ protocol: "http", defaultActions: [FORWARD] }, /do not all redirect/],
    "a forward without a protocol": [
      { protocol: undefined, defaultActions: [FORWARD] },
      /do not all redirect/,
    ],
    "a forward after a redirect": [{ defaultActions: [REDIRECT, FORWARD] }, /do not all redirect/],
    "no action": [{ defaultActions: undefined }, /do not all redirect/],
    "an empty list": [{ defaultActions: [] }, /do not all redirect/],
    "a redirect to HTTP": [
      { defaultActions: [{ type: "redirect", redirect: { protocol: "HTTP" } }] },
      /do not all redirect/,
    ],
    "a redirect to whatever it came by": [
      { defaultActions: [{ type: "redirect", redirect: { port: "443" } }] },
      /do not all redirect/,
    ],
    "another type with a redirect in it": [
      { defaultActions: [{ ...REDIRECT, type: "fixed-response" }] },
      /do not all redirect/,
    ],
    "actions that are not known": [
      { defaultActions: unknown },
      /Cannot prove: defaultActions of http are not known yet/,
    ],
    "an action that is not known": [{ defaultActions: [unknown] }, /Cannot prove: defaultActions of http/],
    "a type that is not known": [{ defaultActions: [{ ...REDIRECT, type: unknown }] }, /Cannot prove/],
    "a redirect that is not known": [
      { defaultActions: [{ type: "redirect", redirect: { protocol: unknown } }] },
      /Cannot prove/,
    ],
    "a forward beside an unknown": [{ defaultActions: [unknown, FORWARD] }, /\. http answers HTTP/],
    "a forward by a protocol that is not known": [
      { protocol: unknown, defaultActions: [FORWARD] },
      /Cannot prove: whether http answers HTTP is not known, and defaultActions do more than redirect/,
    ],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(listener(props));
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("takes a protocol that the program did not give for none, before anything exists", () => {
    const silent = node(LISTENERS[1], "http", {
      props: { protocol: unknown, defaultActions: [FORWARD] },
      edges: { defaultActions: [] },
    });
    assert.match(messages(silent).join(), /\. http answers HTTP/);
  });

  const gateway = (loadBalancerType: string) =>
    node("aws:lb/loadBalancer:LoadBalancer", "gateway", {
      props: { arn: "arn:aws:elasticloadbalancing:gateway", loadBalancerType },
    });
  it("knows that a gateway load balancer has no protocol", () => {
    const silent = (protocol?: string) =>
      listener({
        protocol,
        loadBalancerArn: "arn:aws:elasticloadbalancing:gateway",
        defaultActions: [FORWARD],
      });
    assert.deepEqual(messages(gateway("gateway"), silent()), []);
    assert.equal(messages(gateway("application"), silent()).length, 1);
    assert.equal(messages(gateway("gateway"), silent("HTTP")).length, 1);
  });

  const rule = (actions: unknown, listenerArn: unknown, type: string = LISTENER_RULES[1]) =>
    node(type, "rule", { props: { listenerArn, actions } });
  const http = listener({ arn: "arn:http", defaultActions: [REDIRECT] });
  const https = listener({ arn: "arn:https", protocol: "HTTPS" });
  it("wants the same of rules", () => {
    assert.match(
      messages(http, rule([FORWARD], "arn:http")).join(),
      /rule answers HTTP, and actions do not all/,
    );
    assert.deepEqual(messages(http, rule([REDIRECT], "arn:http")), []);
    assert.deepEqual(messages(https, rule([FORWARD], "arn:https")), []);
  });
  it("cannot prove a rule of a listener that no stack has, or that is not known", () => {
    for (const listenerArn of ["arn:other", unknown]) {
      assert.match(
        messages(http, rule([FORWARD], listenerArn)).join(),
        /Cannot prove: whether rule answers HTTP is not known, and actions do more than redirect/,
      );
      assert.deepEqual(messages(http, rule([REDIRECT], listenerArn)), []);
    }
  });
  it("cannot prove a rule of a listener whose protocol is not known", () => {
    const either = listener({ arn: "arn:either", protocol: unknown, defaultActions: [REDIRECT] });
    assert.match(
      messages(either, rule([FORWARD], "arn:either")).join(),
      /Cannot prove: whether rule answers HTTP/,
    );
  });
  it("finds a rule's listener by its edge", () => {
    const known = { ...rule([FORWARD], unknown), edges: { listenerArn: [http.urn] } };
    assert.match(messages(http, known).join(), /rule answers HTTP/);
  });

  for (const type of LISTENERS) {
    it(`looks at ${type}`, () => {
      assert.equal(messages(listener({ defaultActions: [FORWARD] }, type)).length, 1);
    });
  }
  for (const type of LISTENER_RULES) {
    it(`looks at ${type}`, () => {
      assert.equal(messages(http, rule([FORWARD], "arn:http", type)).length, 1);
    });
  }
});
