import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { aud03 } from "../../../../policy/rules/audit/aud03";
import { answersOf } from "../../support/answers";
import { ACCOUNTS, checkAll, node, providerFor, unknown } from "../../support/world";

describe("AUD-03: traces", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(aud03, nodes).map(({ message }) => message);
  const single = (found: readonly string[], said: RegExp) => {
    const [message, ...others] = found;
    assert.match(message ?? "", said);
    assert.deepEqual(others, []);
  };

  it("are not proven where something is not known yet", () => {
    const network = (name: string) => node("aws:ec2/vpc:Vpc", name, { props: { id: unknown } });
    const [a, b] = [network("a"), network("b")];
    const log = node("aws:ec2/flowLog:FlowLog", "log", {
      props: { vpcId: unknown },
      edges: { vpcId: [a, b] },
    });
    const said = "undetermined: nobody knows yet which network a FlowLog is for.";
    assert.deepEqual(answersOf(aud03, [a, b, log]), [said, said]);
    assert.deepEqual(answersOf(aud03, [a, { ...log, edges: { vpcId: [a.urn] } }]), []);
    const group = (props: object, provider = providerFor("audit")) =>
      node("aws:cloudwatch/logGroup:LogGroup", "app", {
        props: { name: "/app", retentionInDays: 400, ...props },
        provider,
      });
    assert.deepEqual(answersOf(aud03, [group({})]), []);
    assert.deepEqual(answersOf(aud03, [group({ retentionInDays: unknown })]), [
      "undetermined: retentionInDays is not known yet.",
    ]);
    const open =
      "undetermined: nobody knows yet whether its LogSubscriptionFilter leads to the audit account.";
    assert.deepEqual(answersOf(aud03, [group({}, { ...providerFor("audit"), props: {} })]), [open]);
    const stream = (whose: "audit" | "marketing") =>
      node("aws:kinesis/stream:Stream", `stream-${whose}`, { provider: providerFor(whose) });
    const copy = (...targets: readonly Node[]) =>
      node("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "copy", {
        props: { logGroup: "/app", destinationArn: unknown },
        edges: { destinationArn: targets },
      });
    const own = group({}, providerFor("marketing"));
    const [near, far] = [stream("marketing"), stream("audit")];
    assert.deepEqual(answersOf(aud03, [own, near, copy(near)]), [open]);
    assert.deepEqual(answersOf(aud03, [own, near, far, copy(near, far)]), []);
    const balancer = node("aws:lb/loadBalancer:LoadBalancer", "web", { props: { accessLogs: unknown } });
    assert.deepEqual(answersOf(aud03, [balancer]), ["undetermined: accessLogs is not known yet."]);
  });

  describe("of networks", () => {
    const vpc = (name: string, type = "aws:ec2/vpc:Vpc", id: unknown = `vpc-${name}`) =>
      node(type, name, { props: { id } });
    const log = (vpcId: unknown, edges: readonly Node[] = []) =>
      node("aws:ec2/flowLog:FlowLog", "log", { props: { vpcId }, edges: { vpcId: edges } });

    it("are there by id, or by edge before there is one", () => {
      const born = vpc("a");
      const unborn = vpc("a", "aws:ec2/vpc:Vpc", unknown);
      const subnet = node("aws:ec2/subnet:Subnet", "s");
      assert.deepEqual(messages(born, log("vpc-a")), []);
      assert.deepEqual(messages(unborn, subnet, log(unknown, [unborn, subnet])), []);
    });

    for (const type of ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"]) {
      it(`are missed of ${type}`, () => {
        single(messages(vpc("a", type)), /It has no FlowLog/);
        single(messages(vpc("a", type), log("vpc-b")), /It has no FlowLog/);
        single(messages(vpc("a", type), log(undefined)), /It has no FlowLog/);
        single(messages(vpc("a", type), vpc("b"), log("vpc-b")), /It has no FlowLog/);
      });
    }

    it("are not proven by a flow log of one network or another, and not refused either", () => {
      const [a, b] = [vpc("a"), vpc("b")];
      assert.deepEqual(messages(a, b, log(unknown, [a, b])), []);
    });
  });

  describe("of load balancers", () => {
    const balancer = (props: Record<string, unknown>, type = "aws:lb/loadBalancer:LoadBalancer") =>
      messages(node(type, "web", { props }));
    const said = /accessLogs\.enabled is not true, or accessLogs\.bucket is not given/;

    for (const type of ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"]) {
      it(`are access logs of ${type}`, () => {
        assert.deepEqual(balancer({ accessLogs: { enabled: true, bucket: "logs" } }, type), []);
        assert.deepEqual(balancer({ accessLogs: { enabled: "true", bucket: unknown } }, type), []);
        single(balancer({}, type), said);
        single(balancer({ accessLogs: { bucket: "logs" } }, type), said);
        single(balancer({ accessLogs: { enabled: "false", bucket: "logs" } }, type), said);
        single(balancer({ accessLogs: { enabled: true } }, type), said);
        single(balancer({ accessLogs: { enabled: true, bucket: "" } }, type), said);
      });
    }

    it("are left alone where they are not known yet", () => {
      assert.deepEqual(balancer({ accessLogs: { enabled: unknown, bucket: "logs" } }), []);
      assert.deepEqual(balancer({ accessLogs: unknown }), []);
    });

    it("are on for classic ones wherever a bucket is given", () => {
      const type = "aws:elb/loadBalancer:LoadBalancer";
      assert.deepEqual(balancer({ accessLogs: { bucket: "logs" } }, type), []);
      single(balancer({ accessLogs: { enabled: false, bucket: "logs" } }, type), said);
      single(balancer({}, type), said);
    });

    it("are not had by gateway load balancers", () => {
      assert.deepEqual(balancer({ loadBalancerType: "gateway" }), []);
      single(balancer({ loadBalancerType: "network" }), said);
    });
  });

  describe("of log groups", () => {
    const GROUP = "aws:cloudwatch/logGroup:LogGroup";
    const group = (props: Record<string, unknown> = {}, whose: keyof typeof ACCOUNTS = "marketing") =>
      node(GROUP, "app", {
        props: { name: "/app", retentionInDays: 400, ...props },
        provider: providerFor(whose),
      });
    const central = `arn:aws:logs:eu-west-1:${ACCOUNTS.audit}:destination:central`;
    const filter = (destinationArn: unknown, given: object = { logGroup: "/app" }, edges = {}) =>
      node("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "copy", {
        props: { destinationArn, ...given },
        edges,
      });

    it("are kept for a time, and copied to the audit account", () => {
      assert.deepEqual(messages(group(), filter(central)), []);
      assert.deepEqual(messages(group({ retentionInDays: "1" }), filter(central)), []);
    });

    for (const retentionInDays of [undefined, 0, "0", "ever"]) {
      it(`are refused with ${JSON.stringify(retentionInDays)} days`, () => {
        single(messages(group({ retentionInDays }), filter(central)), /retentionInDays is not given/);
      });
    }

    it("are left alone where the days are not known yet", () => {
      assert.deepEqual(messages(group({ retentionInDays: unknown }), filter(central)), []);
    });

    const said = /It has no LogSubscriptionFilter whose destinationArn is in the audit account/;
    it("are refused where nothing is copied, or elsewhere", () => {
      single(messages(group()), said);
      single(messages(group(), filter(central, { logGroup: "/other" })), said);
      single(messages(group(), filter(central.replace(ACCOUNTS.audit, ACCOUNTS.delivery))), said);
      single(messages(group(), filter("arn:aws:lambda:eu-west-1::function:f")), said);
    });

    it("need no copy in the audit account", () => {
      assert.deepEqual(messages(group({}, "audit")), []);
      single(messages(group({}, "management")), said);
    });

    it("are left alone where their account is not known yet", () => {
      const stranger = { ...group(), provider: { ...providerFor("marketing"), props: {} } };
      assert.deepEqual(messages(stranger), []);
    });

    it("are followed by edge", () => {
      const found = group({ name: unknown });
      const stream = (whose: "audit" | "marketing") =>
        node("aws:kinesis/stream:Stream", "central", { provider: providerFor(whose) });
      const loose = (target: Node) =>
        filter(unknown, { logGroup: unknown }, { logGroup: [found], destinationArn: [target] });
      assert.deepEqual(messages(found, stream("audit"), loose(stream("audit"))), []);
      // Where it leads is not known yet: left alone.
      assert.deepEqual(messages(found, stream("marketing"), loose(stream("marketing"))), []);
      // Another log group could be meant.
      const other = node(GROUP, "other", { props: { retentionInDays: 1 } });
      const either = filter(central, { logGroup: unknown }, { logGroup: [found, other] });
      assert.equal(messages(found, other, either).length, 2);
    });

    describe("by their account", () => {
      const policy = (props: Record<string, unknown>, whose: keyof typeof ACCOUNTS = "marketing") =>
        node("aws:cloudwatch/logAccountPolicy:LogAccountPolicy", "all", {
          props: { policyType: "SUBSCRIPTION_FILTER_POLICY", ...props },
          provider: providerFor(whose),
        });
      const document = (arn: string) => JSON.stringify({ DestinationArn: arn, FilterPattern: "" });

      it("are copied", () => {
        assert.deepEqual(messages(group(), policy({ policyDocument: document(central) })), []);
      });

      it("are refused elsewhere", () => {
        single(messages(group(), policy({ policyDocument: document(central) }, "accounts")), said);
        single(
          messages(
            group(),
            policy({ policyDocument: document(central), policyType: "DATA_PROTECTION_POLICY" }),
          ),
          said,
        );
        single(messages(group(), policy({ policyDocument: document("arn:aws:s3:::x") })), said);
        single(messages(group(), policy({ policyDocument: "{}" })), said);
      });

      it("are left alone where that is not known yet", () => {
        assert.deepEqual(messages(group(), policy({ policyDocument: unknown })), []);
      });
    });
  });
});
