import assert from "node:assert/strict";

import fc from "fast-check";

import { dependenciesOf, identitiesIn } from "../../../policy/model/closure";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { plainProperties } from "../../../policy/model/value";
import { node, unknown } from "../support/world";

const ROLE = "aws:iam/role:Role";
const SUBNET = "aws:ec2/subnet:Subnet";

describe("closures of dependencies", () => {
  const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
  const of = (...nodes: readonly Node[]) => dependenciesOf(stackModel(nodes));

  const network = node("aws:ec2/vpc:Vpc", "network");
  const one = node(SUBNET, "one", { props: { id: "subnet-00000000000000001" }, edges: { vpcId: [network] } });
  const two = node(SUBNET, "two", { props: { id: "subnet-00000000000000002" }, edges: { vpcId: [network] } });

  it("go all the way, in both directions", () => {
    const balancer = node("aws:lb/loadBalancer:LoadBalancer", "balancer", { edges: { subnets: [one] } });
    const { forward, reverse } = of(network, one, two, balancer);
    assert.deepEqual(names(forward([balancer])), ["one", "network", "balancer"]);
    assert.deepEqual(names(reverse([network])), ["one", "two", "network", "balancer"]);
    assert.deepEqual(names(reverse([one])), ["one", "balancer"]);
  });

  it("include what stops them, and go no further", () => {
    const balancer = node("aws:lb/loadBalancer:LoadBalancer", "balancer", { edges: { subnets: [one] } });
    const stop = ({ type }: Node) => type === SUBNET;
    const { forward, reverse } = of(network, one, balancer);
    assert.deepEqual(names(forward([balancer], { stop })), ["one", "balancer"]);
    assert.deepEqual(names(reverse([network], { stop })), ["one", "network"]);
  });

  it("end where resources name each other", () => {
    const [a, b] = [node(ROLE, "a"), node(ROLE, "b")];
    const ring = [
      { ...a, edges: { x: [b.urn] } },
      { ...b, edges: { x: [a.urn] } },
    ];
    assert.deepEqual(names(of(...ring).forward(ring.slice(0, 1))), ["a", "b"]);
    assert.deepEqual(names(of(...ring).reverse(ring.slice(0, 1))), ["a", "b"]);
  });

  it("leave components, providers and the stack out", () => {
    const component = node("duotone:network:VerticalNetwork", "network", { edges: { x: [network] } });
    const provider = node("pulumi:providers:aws", "provider");
    const user = node(ROLE, "user", { edges: { x: [component, provider] } });
    const { sources, reverse } = of(network, component, provider, user);
    assert.deepEqual(sources(user), []);
    assert.deepEqual(names(reverse([network])), ["network"]);
  });

  it("take known ids for what is meant among the edges of a type", () => {
    const balancer = (subnets: unknown) =>
      node("aws:lb/loadBalancer:LoadBalancer", "balancer", {
        props: { subnets },
        edges: { subnets: [network, one, two] },
      });
    const exact = balancer(["subnet-00000000000000002"]);
    assert.deepEqual(names(of(network, one, two, exact).sources(exact)), ["two", "network"]);
    const partly = balancer(["subnet-00000000000000002", unknown]);
    assert.deepEqual(names(of(network, one, two, partly).sources(partly)).sort(), ["network", "one", "two"]);
  });

  it("find ids and ARNs that are written down, within texts, too", () => {
    const role = node(ROLE, "role", { props: { arn: "arn:aws:iam::200000000001:role/core" } });
    const policy = node("aws:iam/policy:Policy", "policy", {
      props: {
        policy: JSON.stringify({ Resource: "arn:aws:iam::200000000001:role/core" }),
        a: [{ b: "subnet-00000000000000001" }],
      },
    });
    assert.deepEqual(names(of(network, one, role, policy).sources(policy)).sort(), ["one", "role"]);
  });

  it("do not follow what only says something, or what the engine keeps", () => {
    const said = ["description", "tags", "tagsAll", "tagSpecifications", "__meta"];
    for (const property of said) {
      const user = node(ROLE, "user", {
        props: { [property]: "subnet-00000000000000001" },
        edges: { [property]: [two] },
      });
      assert.deepEqual(of(one, two, user).sources(user), []);
    }
  });

  it("take edges for what is meant where several have one id", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:1:secret:core";
    const secret = node("aws:secretsmanager/secret:Secret", "secret", { props: { arn } });
    const rotation = node("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
      props: { id: arn },
    });
    const user = (edges: readonly Node[]) =>
      node(ROLE, "user", { props: { policy: arn }, edges: { policy: edges } });
    assert.deepEqual(names(of(secret, rotation).sources(user([secret]))), ["secret"]);
    assert.deepEqual(names(of(secret, rotation).sources(user([]))), ["secret", "rotation"]);
  });

  it("never have a resource as its own source", () => {
    assert.deepEqual(of(one).sources(one), []);
  });

  it("are the same in any order", () => {
    const nodes = [
      network,
      one,
      two,
      node(ROLE, "a", { edges: { x: [one, two] } }),
      node(ROLE, "b", { edges: { x: [two] } }),
    ];
    const expected = names(of(...nodes).reverse([network]));
    fc.assert(
      fc.property(fc.shuffledSubarray(nodes, { minLength: nodes.length }), (shuffled) => {
        assert.deepEqual(names(of(...shuffled).reverse([network])), expected);
      }),
    );
  });
});

describe("ids and ARNs in a value", () => {
  const identities = (value: unknown) => identitiesIn(plainProperties({ value }).value);
  const cases: Record<string, [value: unknown, identities: readonly string[], unknown: boolean]> = {
    "an id": ["sg-0123456789abcdef0", ["sg-0123456789abcdef0"], false],
    "an id of two words": ["vpc-endpoint-01234567", ["vpc-endpoint-01234567"], false],
    "an ARN": ["arn:aws-cn:s3:::bucket", ["arn:aws-cn:s3:::bucket"], false],
    "both in a text": [
      '{"a":"arn:aws:s3:::b/*","c":"lt-01234567"}',
      ["arn:aws:s3:::b/*", "lt-01234567"],
      false,
    ],
    "a word with a number": ["eu-west-1 m7g-2", [], false],
    "a name": ["prod1-core", [], false],
    nothing: [undefined, [], false],
    "an unknown": [[{ a: unknown }, "ami-01234567"], ["ami-01234567"], true],
    "a number": [12, [], false],
  };
  for (const [title, [value, found, notKnown]] of Object.entries(cases)) {
    it(`of ${title}`, () => {
      assert.deepEqual(identities(value), { identities: found, unknown: notKnown });
    });
  }
});
