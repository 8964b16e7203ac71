import assert from "node:assert/strict";

import { CLASSIC_BALANCER, LISTENERS, TARGET_GROUPS } from "../../../../policy/model/balancers";
import { lb03 } from "../../../../policy/rules/balancing/lb03";
import { checkOne, INVENTORY, node, providerFor, unknown } from "../../support/world";

const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS" } };

describe("LB-03: nothing in clear", () => {
  const violations = (
    type: string,
    props: Readonly<Record<string, unknown>>,
    account: Parameters<typeof providerFor>[0] = "accounts",
  ) => checkOne(lb03, node(type, "one", { props, provider: providerFor(account) }));
  const messages = (...args: Parameters<typeof violations>) =>
    violations(...args).map(({ message }) => message);

  const listeners: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp | undefined]> = {
    HTTPS: [{ protocol: "HTTPS" }, undefined],
    TLS: [{ protocol: "tls" }, undefined],
    "a gateway's tunnel": [{ protocol: "GENEVE" }, undefined],
    "HTTP that redirects": [{ protocol: "HTTP", defaultActions: [REDIRECT] }, undefined],
    "no protocol that redirects": [{ defaultActions: [REDIRECT] }, undefined],
    "HTTP that forwards": [
      { protocol: "HTTP", defaultActions: [{ type: "forward" }] },
      /protocol is in clear/,
    ],
    "no protocol": [{}, /protocol is in clear/],
    "HTTP with actions that are not known": [
      { protocol: "HTTP", defaultActions: unknown },
      /Cannot prove: defaultActions of a listener for HTTP are not known/,
    ],
    TCP: [{ protocol: "TCP" }, /protocol is in clear/],
    "TCP that says to redirect": [{ protocol: "TCP", defaultActions: [REDIRECT] }, /protocol is in clear/],
    "TCP with actions that are not known": [
      { protocol: "TCP", defaultActions: unknown },
      /\. protocol is in clear/,
    ],
    UDP: [{ protocol: "UDP" }, /protocol is in clear/],
    "a protocol that is not known": [{ protocol: unknown }, /Cannot prove: protocol is not known/],
  };
  for (const [title, [props, said]] of Object.entries(listeners)) {
    it(`${said === undefined ? "has nothing against" : "refuses"} a listener for ${title}`, () => {
      const found = messages(LISTENERS[1], props);
      assert.equal(found.length, said === undefined ? 0 : 1);
      assert.match(found.join(), said ?? /^$/);
    });
  }

  const targets: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp | undefined]> = {
    HTTPS: [{ protocol: "HTTPS" }, undefined],
    TLS: [{ protocol: "TLS" }, undefined],
    "a function": [{ targetType: "lambda" }, undefined],
    "a gateway's appliances": [{ protocol: "GENEVE" }, undefined],
    HTTP: [{ protocol: "HTTP", targetType: "instance" }, /protocol to the targets is in clear/],
    "no protocol": [{}, /protocol to the targets is in clear/],
    "a protocol that is not known": [{ protocol: unknown }, /Cannot prove: protocol is not known/],
  };
  for (const [title, [props, said]] of Object.entries(targets)) {
    it(`${said === undefined ? "has nothing against" : "refuses"} personal data over ${title}`, () => {
      const found = messages(TARGET_GROUPS[1], props);
      assert.equal(found.length, said === undefined ? 0 : 1);
      assert.match(found.join(), said ?? /^$/);
    });
  }

  it("leaves targets of verticals without such data alone", () => {
    assert.deepEqual(messages(TARGET_GROUPS[1], { protocol: "HTTP" }, "marketing"), []);
    assert.deepEqual(messages(TARGET_GROUPS[1], { protocol: "HTTP" }, "delivery"), []);
    assert.equal(messages(TARGET_GROUPS[1], { protocol: "HTTP" }, "payments").length, 1);
    assert.equal(messages(TARGET_GROUPS[1], { protocol: "HTTP" }, "audit").length, 1);
  });

  const provider = (props: Readonly<Record<string, unknown>>) => {
    const given = node("pulumi:providers:aws", "given", { props });
    return node(TARGET_GROUPS[1], "one", { props: { protocol: "HTTP" }, provider: { ...given } });
  };
  const told: Record<string, [props: Readonly<Record<string, unknown>>, found: number]> = {
    "the tag of a vertical with such data": [{ defaultTags: '{"tags":{"vertical":"accounts"}}' }, 1],
    "the tag of one without": [
      { allowedAccountIds: unknown, defaultTags: '{"tags":{"vertical":"marketing"}}' },
      0,
    ],
    "the account rather than the tag": [
      { allowedAccountIds: '["200000000001"]', defaultTags: '{"tags":{"vertical":"marketing"}}' },
      1,
    ],
    "the tag where there are two accounts": [
      {
        allowedAccountIds: '["200000000001","200000000003"]',
        defaultTags: '{"tags":{"vertical":"marketing"}}',
      },
      0,
    ],
    "the tag where nobody knows the account": [
      { allowedAccountIds: '["999999999999"]', defaultTags: '{"tags":{"vertical":"marketing"}}' },
      0,
    ],
    "the tag of nothing": [{ defaultTags: '{"tags":{"vertical":"other"}}' }, 1],
    "no tag": [{}, 1],
    "tags that are no JSON": [{ defaultTags: "vertical" }, 1],
  };
  for (const [title, [props, found]] of Object.entries(told)) {
    it(`tells the vertical by ${title}`, () => {
      const said = checkOne(lb03, provider(props)).map(({ message }) => message);
      assert.equal(said.length, found);
      assert.match(said.join(), found === 0 ? /^$/ : /protocol to the targets is in clear/);
    });
  }
  it("does not take an account that is not known for that of a vertical without one", () => {
    const verticals = INVENTORY.verticals.map(({ name, stack, classification, cidr, email }) => ({
      name,
      stack,
      classification,
      cidr,
      email,
    }));
    const found = checkOne(lb03, provider({ defaultTags: '{"tags":{"vertical":"marketing"}}' }), {
      inventory: { ...INVENTORY, verticals },
    });
    assert.deepEqual(found, []);
  });
  it("has nothing to say of what has no provider", () => {
    const alone = { ...node(TARGET_GROUPS[1], "one", { props: { protocol: "HTTP" } }), provider: undefined };
    assert.deepEqual(checkOne(lb03, alone), []);
  });

  const classic: Record<string, [listeners: unknown, said: RegExp | undefined]> = {
    "with TLS": [[{ lbProtocol: "https" }, { lbProtocol: "ssl" }], undefined],
    "without a listener": [undefined, undefined],
    "with HTTP": [
      [{ lbProtocol: "https" }, { lbProtocol: "http" }],
      /listeners\[1\]\.lbProtocol is in clear/,
    ],
    "without a protocol": [[{}], /listeners\[0\]\.lbProtocol is in clear/],
    "that is not known": [unknown, /Cannot prove: listeners are not known/],
    "with a protocol that is not known": [
      [{ lbProtocol: unknown }],
      /Cannot prove: listeners\[0\]\.lbProtocol/,
    ],
  };
  for (const [title, [given, said]] of Object.entries(classic)) {
    it(`${said === undefined ? "has nothing against" : "refuses"} a classic load balancer ${title}`, () => {
      const found = messages(CLASSIC_BALANCER, { listeners: given });
      assert.equal(found.length, said === undefined ? 0 : 1);
      assert.match(found.join(), said ?? /^$/);
    });
  }

  it("is an advice in staging for verticals without such data", () => {
    const level = (stackName: string) =>
      checkOne(lb03, node(LISTENERS[0], "one", { props: { protocol: "TCP" } }), {
        stackName,
        inventory: INVENTORY,
      }).map((violation) => violation.level);
    assert.deepEqual(level("duotone/prod"), ["mandatory"]);
    assert.deepEqual(level("duotone/staging"), ["advisory"]);
  });

  for (const type of [...LISTENERS, ...TARGET_GROUPS]) {
    it(`looks at ${type}`, () => {
      assert.equal(messages(type, { protocol: "TCP" }).length, 1);
    });
  }
});
