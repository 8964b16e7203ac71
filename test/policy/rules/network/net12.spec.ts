import assert from "node:assert/strict";

import { stackModel } from "../../../../policy/model/stackModel";
import type { Node, ProviderOf } from "../../../../policy/model/resource";
import { net12 } from "../../../../policy/rules/network/net12";
import { checkAll, node, providerFor, settings, unknown } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const SERVICES = ["kms", "logs", "s3", "secretsmanager", "ssm"];

describe("NET-12: endpoints", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net12, nodes).map(({ message }) => message);
  const vpc = (provider: ProviderOf = providerFor("marketing")) =>
    node(VPC, "core", { props: { id: "vpc-1" }, provider });
  const endpoint = (serviceName: unknown, props: object = {}) =>
    node(ENDPOINT, `endpoint-${String(serviceName)}`, { props: { vpcId: "vpc-1", serviceName, ...props } });
  const named = (services: readonly string[]) =>
    services.map((service) => endpoint(`com.amazonaws.eu-west-1.${service}`));

  it("has nothing against a VPC with all of them", () => {
    assert.deepEqual(messages(vpc(), ...named(SERVICES)), []);
  });

  it("has nothing against one before anything exists", () => {
    const fresh = node(VPC, "core", { props: { id: unknown } });
    const endpoints = SERVICES.map((service) =>
      node(ENDPOINT, service, {
        props: { vpcId: unknown, serviceName: `com.amazonaws.eu-west-1.${service}` },
        edges: { vpcId: [fresh], serviceName: [] },
      }),
    );
    assert.deepEqual(messages(fresh, ...endpoints), []);
  });

  it("knows names of China and of validated cryptography", () => {
    const [, ...others] = named(SERVICES);
    assert.deepEqual(messages(vpc(), ...others, endpoint("cn.com.amazonaws.cn-north-1.kms")), []);
    assert.deepEqual(messages(vpc(), ...others, endpoint("com.amazonaws.us-gov-west-1.kms-fips")), []);
  });

  for (const service of SERVICES) {
    it(`refuses a VPC without ${service}`, () => {
      const [message, ...others] = messages(vpc(), ...named(SERVICES.filter((other) => other !== service)));
      assert.match(message ?? "", new RegExp(`\\. It has no endpoint for ${service}\\.`));
      assert.deepEqual(others, []);
    });
  }

  it("names all that are missing", () => {
    assert.match(messages(vpc())[0] ?? "", /It has no endpoint for kms, logs, s3, secretsmanager, ssm\./);
  });

  it("counts no endpoints of another VPC, and no names that only look alike", () => {
    const [, ...others] = named(SERVICES);
    const elsewhere = endpoint("com.amazonaws.eu-west-1.kms", { vpcId: "vpc-2" });
    assert.equal(messages(vpc(), ...others, elsewhere).length, 1);
    for (const name of ["com.amazonaws.vpce.eu-west-1.kms", "kms", "org.amazonaws.eu-west-1.kms"]) {
      assert.equal(messages(vpc(), ...others, endpoint(name)).length, 1, name);
    }
  });

  it("asks verticals only, and is silent where the account is not known", () => {
    assert.deepEqual(messages(vpc(providerFor("delivery"))), []);
    assert.deepEqual(messages(vpc({ ...providerFor("marketing"), props: {} })), []);
    assert.deepEqual(messages({ ...vpc(), provider: undefined }), []);
  });

  it("cannot prove what an endpoint of an unknown service is, or an account that nobody knows", () => {
    const answers = (nodes: readonly Node[], account: "unknown" | "vertical") =>
      net12
        .evaluate({
          model: stackModel(nodes),
          settings: settings(),
          account: () =>
            account === "unknown"
              ? { is: "unknown", why: "nobody knows" }
              : {
                  is: "known",
                  name: "marketing",
                  kind: "vertical",
                  stack: "duotone/prod",
                  restricted: false,
                  id: undefined,
                },
        })
        .map(({ answer }) => answer);
    assert.deepEqual(answers([vpc(), endpoint(unknown)], "vertical"), ["undetermined"]);
    assert.deepEqual(answers([vpc()], "vertical"), ["bad"]);
    assert.deepEqual(answers([vpc()], "unknown"), ["undetermined"]);
    assert.deepEqual(answers([vpc(), ...named(SERVICES)], "unknown"), []);
  });
});
