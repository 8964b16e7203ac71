import assert from "node:assert/strict";

import { lb05 } from "../../../../policy/rules/balancing/lb05";
import { BALANCERS, CLASSIC_BALANCER } from "../../../../policy/model/balancers";
import { checkOne, node, unknown } from "../../support/world";

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

describe("LB-05: requests that can be read in two ways", () => {
  const messages = (props: Readonly<Record<string, unknown>>, type = BALANCER) =>
    checkOne(lb05, node(type, "core", { props })).map(({ message }) => message);

  const right: Record<string, Readonly<Record<string, unknown>>> = {
    "dropped headers, and AWS's default for the rest": { dropInvalidHeaderFields: true },
    "the word for true": { dropInvalidHeaderFields: "true", loadBalancerType: "application" },
    "the strictest way": { dropInvalidHeaderFields: true, desyncMitigationMode: "strictest" },
    "the defensive way": { dropInvalidHeaderFields: true, desyncMitigationMode: "defensive" },
    "a network load balancer": { loadBalancerType: "network" },
    "a gateway load balancer": { loadBalancerType: "gateway", desyncMitigationMode: "monitor" },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const good = { dropInvalidHeaderFields: true };
  const wrong: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp]> = {
    "no word on headers": [{}, /dropInvalidHeaderFields is not true/],
    "headers that are kept": [{ dropInvalidHeaderFields: false }, /dropInvalidHeaderFields is not true/],
    "headers that are kept in words": [
      { dropInvalidHeaderFields: "false" },
      /dropInvalidHeaderFields is not/,
    ],
    "headers that may be kept": [
      { dropInvalidHeaderFields: unknown },
      /Cannot prove: dropInvalidHeaderFields/,
    ],
    monitoring: [{ ...good, desyncMitigationMode: "monitor" }, /desyncMitigationMode is neither/],
    "a way that is not known": [
      { ...good, desyncMitigationMode: unknown },
      /Cannot prove: desyncMitigationMode/,
    ],
    "a type that is not known": [{ ...good, loadBalancerType: unknown }, /Cannot prove: loadBalancerType/],
    "a type that there is not": [{ ...good, loadBalancerType: "other" }, /Cannot prove: loadBalancerType/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("wants of a classic load balancer what it has", () => {
    assert.deepEqual(messages({}, CLASSIC_BALANCER), []);
    assert.equal(messages({ desyncMitigationMode: "monitor" }, CLASSIC_BALANCER).length, 1);
  });
  for (const type of [...BALANCERS, CLASSIC_BALANCER]) {
    it(`looks at ${type}`, () => {
      assert.equal(messages({ ...good, desyncMitigationMode: "monitor" }, type).length, 1);
    });
  }
});
