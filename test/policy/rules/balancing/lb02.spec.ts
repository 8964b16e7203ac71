import assert from "node:assert/strict";

import { CLASSIC_BALANCER, LISTENERS } from "../../../../policy/model/balancers";
import { TLS_POLICIES } from "../../../../policy/model/tlsPolicies";
import { lb02 } from "../../../../policy/rules/balancing/lb02";
import { checkOne, node, unknown } from "../../support/world";

const ACM = "arn:aws:acm:eu-west-1:200000000001:certificate/760d616f-4364-469d-8d58-ed0a3963dfb2";
const GOOD = { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06", certificateArn: ACM };

describe("LB-02: a named TLS policy and a certificate of ACM", () => {
  const messages = (props: Readonly<Record<string, unknown>>, type: string = LISTENERS[1]) =>
    checkOne(lb02, node(type, "https", { props })).map(({ message }) => message);

  const right: Record<string, Readonly<Record<string, unknown>>> = {
    "a recommended policy": GOOD,
    "a certificate that does not exist yet": { ...GOOD, certificateArn: unknown },
    "a certificate in another partition": {
      ...GOOD,
      certificateArn: ACM.replace("arn:aws:", "arn:aws-us-gov:"),
    },
    "HTTP, which has no TLS": { protocol: "HTTP", sslPolicy: "ELBSecurityPolicy-2016-08" },
    "no protocol, which is HTTP": {},
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const wrong: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp]> = {
    "no policy": [{ ...GOOD, sslPolicy: undefined }, /sslPolicy is absent/],
    "an empty policy": [{ ...GOOD, sslPolicy: "" }, /sslPolicy is absent/],
    "the default policy": [{ ...GOOD, sslPolicy: "ELBSecurityPolicy-2016-08" }, /sslPolicy is not one of/],
    "a policy that has a good one in its name": [
      { ...GOOD, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06-old" },
      /sslPolicy is not one of/,
    ],
    "a policy with TLS 1.1": [{ ...GOOD, sslPolicy: "ELBSecurityPolicy-TLS13-1-1-2021-06" }, /not one of/],
    "a policy that is not known": [{ ...GOOD, sslPolicy: unknown }, /Cannot prove: sslPolicy is not known/],
    "an old policy for TLS": [{ ...GOOD, protocol: "TLS", sslPolicy: undefined }, /sslPolicy is absent/],
    "an old policy in small letters": [
      { ...GOOD, protocol: "https", sslPolicy: undefined },
      /sslPolicy is absent/,
    ],
    "a protocol that is not known": [{ ...GOOD, protocol: unknown }, /Cannot prove: protocol is not known/],
    "a certificate of IAM": [
      { ...GOOD, certificateArn: "arn:aws:iam::200000000001:server-certificate/old" },
      /certificateArn is not the ARN of a certificate of ACM/,
    ],
    "no certificate": [{ ...GOOD, certificateArn: undefined }, /certificateArn is not the ARN/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  for (const policy of TLS_POLICIES) {
    it(`recommends ${policy}`, () => {
      assert.deepEqual(messages({ ...GOOD, sslPolicy: policy }), []);
    });
  }

  it("looks at further certificates, and at their origin only", () => {
    for (const type of [
      "aws:alb/listenerCertificate:ListenerCertificate",
      "aws:lb/listenerCertificate:ListenerCertificate",
    ]) {
      assert.deepEqual(messages({ certificateArn: ACM }, type), []);
      assert.equal(messages({ certificateArn: "arn:aws:iam::1:server-certificate/old" }, type).length, 1);
      assert.equal(messages({}, type).length, 1);
    }
  });

  const classic: Record<string, [listeners: unknown, said: RegExp | undefined]> = {
    "without TLS": [[{ lbProtocol: "http" }], undefined],
    "without a listener": [undefined, undefined],
    "with HTTPS": [
      [{ lbProtocol: "tcp" }, { lbProtocol: "https" }],
      /listeners\[1\] of a classic load balancer/,
    ],
    "with SSL": [[{ lbProtocol: "SSL" }], /listeners\[0\] of a classic load balancer/],
    "that is not known": [unknown, /Cannot prove: listeners are not known/],
    "with a protocol that is not known": [
      [{ lbProtocol: unknown }],
      /listeners\[0\]\.lbProtocol is not known/,
    ],
  };
  for (const [title, [listeners, said]] of Object.entries(classic)) {
    it(`${said === undefined ? "leaves" : "refuses"} a classic load balancer ${title}`, () => {
      const found = messages({ listeners }, CLASSIC_BALANCER);
      assert.equal(found.length, said === undefined ? 0 : 1);
      assert.match(found.join(), said ?? /^$/);
    });
  }

  for (const type of LISTENERS) {
    it(`looks at ${type}`, () => {
      assert.equal(messages({ protocol: "HTTPS" }, type).length, 2);
    });
  }
});
