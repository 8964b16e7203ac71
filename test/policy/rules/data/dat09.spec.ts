import assert from "node:assert/strict";

import { dat09 } from "../../../../policy/rules/data/dat09";
import { checkAll, node, unknown } from "../../support/world";

describe("DAT-09: no connections without TLS", () => {
  const INSTANCE = "aws:rds/instance:Instance";
  const group = (value: unknown) =>
    node("aws:rds/parameterGroup:ParameterGroup", "strict", {
      props: { name: "strict", parameters: [{ name: "rds.force_ssl", value }] },
    });
  const database = (parameterGroupName: unknown, value: unknown = "1") =>
    checkAll(dat09, [
      group(value),
      node(INSTANCE, "data", { props: { parameterGroupName }, edges: { parameterGroupName: [] } }),
    ]).map(({ message }) => message);

  it("has nothing against a parameter group that forces it", () => {
    assert.deepEqual(database("strict"), []);
    assert.deepEqual(database("strict", 1), []);
  });

  const wrong: Record<string, [found: () => readonly string[], said: RegExp]> = {
    "no group": [() => database(undefined), /parameterGroupName names no parameter group/],
    "a group that does not force it": [
      () => database("strict", "0"),
      /parameterGroupName names strict, which does not/,
    ],
    "a group from elsewhere": [
      () => database("elsewhere"),
      /Cannot prove: the parameter group in parameterGroupName/,
    ],
    "an unknown group": [() => database(unknown), /Cannot prove: the parameter group/],
  };
  for (const [title, [found, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = found();
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  for (const type of [
    "aws:rds/cluster:Cluster",
    "aws:docdb/cluster:Cluster",
    "aws:redshift/cluster:Cluster",
  ]) {
    it(`looks at ${type}`, () => {
      assert.equal(checkAll(dat09, [node(type, "data")]).length, 1);
    });
  }

  describe("caches", () => {
    const cache = (transitEncryptionEnabled: unknown, transitEncryptionMode?: unknown) =>
      checkAll(dat09, [
        node("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
          props: { transitEncryptionEnabled, transitEncryptionMode },
        }),
      ]).map(({ message }) => message);

    it("may encrypt what is on the way", () => {
      assert.deepEqual(cache(true), []);
      assert.deepEqual(cache("true", ""), []);
      assert.deepEqual(cache(true, "required"), []);
    });

    it("have to, and may not leave it to the client", () => {
      for (const found of [
        cache(false),
        cache("false"),
        cache(undefined),
        cache(true, "preferred"),
        cache(false, unknown),
      ]) {
        assert.match(found[0] ?? "", /Databases.*\. transitEncryptionEnabled is not true/);
        assert.equal(found.length, 1);
      }
    });

    it("have to be known", () => {
      for (const found of [cache(unknown), cache(true, unknown)]) {
        assert.match(found[0] ?? "", /Cannot prove: its encryption on the way/);
        assert.equal(found.length, 1);
      }
    });
  });
});
