import assert from "node:assert/strict";

import { DATABASE_TYPES, forcedTlsOf } from "../../../policy/model/forcedTls";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const GROUPS: Readonly<Record<string, readonly [property: string, group: string]>> = {
  "aws:rds/instance:Instance": ["parameterGroupName", "aws:rds/parameterGroup:ParameterGroup"],
  "aws:rds/cluster:Cluster": [
    "dbClusterParameterGroupName",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  ],
  "aws:docdb/cluster:Cluster": [
    "dbClusterParameterGroupName",
    "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
  ],
  "aws:redshift/cluster:Cluster": ["clusterParameterGroupName", "aws:redshift/parameterGroup:ParameterGroup"],
};

describe("whether a database refuses connections without TLS", () => {
  const [INSTANCE, GROUP] = ["aws:rds/instance:Instance", "aws:rds/parameterGroup:ParameterGroup"];
  const withGroup = (parameters: unknown, name = "strict") => {
    const group = node(GROUP, name, { props: { name, parameters } });
    const database = node(INSTANCE, "d", { props: { parameterGroupName: name } });
    return forcedTlsOf(stackModel([group, database]), database).is;
  };
  const parameter = (name: unknown, value: unknown) => withGroup([{ name, value }]);

  it("looks at every kind of database", () => {
    assert.deepEqual([...DATABASE_TYPES].sort(), Object.keys(GROUPS).sort());
  });

  for (const [type, [property, groupType]] of Object.entries(GROUPS)) {
    it(`is told by ${property} of ${type}`, () => {
      const group = node(groupType, "g", {
        props: { name: "g", parameters: [{ name: "rds.force_ssl", value: "1" }] },
      });
      const byName = node(type, "n", { props: { [property]: "g" } });
      const byEdge = node(type, "e", { props: { [property]: unknown }, edges: { [property]: [group] } });
      const model = stackModel([group, byName, byEdge]);
      assert.deepEqual(forcedTlsOf(model, byName), { is: "yes", property });
      assert.deepEqual(forcedTlsOf(model, byEdge), { is: "yes", property });
    });
  }

  const yes: readonly (readonly [name: string, value: unknown])[] = [
    ["rds.force_ssl", "1"],
    ["rds.force_ssl", 1],
    ["require_secure_transport", "ON"],
    ["require_secure_transport", "1"],
    ["tls", "enabled"],
    ["tls", "tls1.2+"],
    ["tls", "TLS1.3+"],
    ["tls", "fips-140-3"],
    ["require_ssl", "true"],
    ["require_ssl", true],
  ];
  const no: readonly (readonly [name: string, value: unknown])[] = [
    ["rds.force_ssl", "0"],
    ["rds.force_ssl", undefined],
    ["rds.force_ssl_", "1"],
    ["require_secure_transport", "OFF"],
    ["tls", "disabled"],
    ["require_ssl", "false"],
    ["require_ssl", false],
    ["log_connections", "1"],
  ];
  for (const [answer, cases] of Object.entries({ yes, no })) {
    for (const [name, value] of cases) {
      it(`${name} = ${JSON.stringify(value)}: ${answer}`, () => {
        assert.equal(parameter(name, value), answer);
      });
    }
  }

  it("is not known where a parameter, its name or all of them are not", () => {
    assert.equal(parameter("rds.force_ssl", unknown), "unknown");
    assert.equal(parameter(unknown, "1"), "unknown");
    assert.equal(withGroup(unknown), "unknown");
    assert.equal(withGroup([unknown]), "unknown");
  });

  it("is known by one parameter among several", () => {
    assert.equal(
      withGroup([
        { name: "log_connections", value: unknown },
        { name: "rds.force_ssl", value: "1" },
        { name: "tls", value: unknown },
      ]),
      "yes",
    );
    assert.equal(withGroup(undefined), "no");
    assert.equal(withGroup([{ value: "1" }]), "no");
  });

  it("is no where no group is named, or AWS is to choose one", () => {
    const named = (props: object, edges: Record<string, readonly Node[]> = {}) => {
      const database = node(INSTANCE, "d", { props: { ...props }, edges });
      return forcedTlsOf(stackModel([database]), database);
    };
    const none = { is: "no", property: "parameterGroupName", groups: [] };
    assert.deepEqual(named({}), none);
    assert.deepEqual(named({ parameterGroupName: "" }), none);
    assert.deepEqual(named({ parameterGroupName: unknown }, { engine: [] }), none);
  });

  it("is not known of a group that is not here", () => {
    const database = node(INSTANCE, "d", { props: { parameterGroupName: "elsewhere" } });
    assert.equal(forcedTlsOf(stackModel([database]), database).is, "unknown");
  });

  it("is no where any group that could be meant does not force it, by name", () => {
    const [strict, lax] = [
      node(GROUP, "strict", { props: { parameters: [{ name: "rds.force_ssl", value: "1" }] } }),
      node(GROUP, "lax", { props: { parameters: [] } }),
    ];
    const database = node(INSTANCE, "d", {
      props: { parameterGroupName: unknown },
      edges: { parameterGroupName: [strict, lax] },
    });
    assert.deepEqual(forcedTlsOf(stackModel([strict, lax, database]), database), {
      is: "no",
      property: "parameterGroupName",
      groups: ["lax"],
    });
  });

  it("is not known where any group that could be meant is not", () => {
    const [strict, open] = [
      node(GROUP, "strict", { props: { parameters: [{ name: "rds.force_ssl", value: "1" }] } }),
      node(GROUP, "open", { props: { parameters: unknown } }),
    ];
    const database = node(INSTANCE, "d", {
      props: { parameterGroupName: unknown },
      edges: { parameterGroupName: [strict, open] },
    });
    assert.equal(forcedTlsOf(stackModel([strict, open, database]), database).is, "unknown");
  });
});
