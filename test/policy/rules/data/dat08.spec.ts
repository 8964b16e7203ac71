import assert from "node:assert/strict";

import { dat08 } from "../../../../policy/rules/data/dat08";
import { checkOne, node, unknown } from "../../support/world";

const PASSWORD = "correct horse battery staple";
const RDS = {
  plain: "masterPassword",
  managed: "manageMasterUserPassword",
  writeOnly: ["masterPasswordWo", "masterPasswordWoVersion"],
};
const CASES: Record<string, typeof RDS & { origins: string[] }> = {
  "aws:rds/instance:Instance": {
    plain: "password",
    managed: "manageMasterUserPassword",
    writeOnly: ["passwordWo", "passwordWoVersion"],
    origins: ["replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime"],
  },
  "aws:rds/cluster:Cluster": {
    ...RDS,
    origins: [
      "replicationSourceIdentifier",
      "globalClusterIdentifier",
      "snapshotIdentifier",
      "restoreToPointInTime",
    ],
  },
  "aws:docdb/cluster:Cluster": {
    ...RDS,
    origins: ["globalClusterIdentifier", "snapshotIdentifier", "restoreToPointInTime"],
  },
  "aws:redshift/cluster:Cluster": {
    ...RDS,
    managed: "manageMasterPassword",
    origins: ["snapshotIdentifier"],
  },
};

describe("DAT-08: passwords of databases", () => {
  const messages = (type: string, props: Record<string, unknown>) =>
    checkOne(dat08, node(type, "data", { props })).map(({ message }) => message);

  it("looks at every kind", () => {
    assert.deepEqual(dat08.types, Object.keys(CASES));
  });

  for (const [type, { plain, managed, writeOnly, origins }] of Object.entries(CASES)) {
    describe(type, () => {
      it("may have AWS keep it, or be given it in passing", () => {
        assert.deepEqual(messages(type, { [managed]: true }), []);
        assert.deepEqual(messages(type, { [managed]: "true" }), []);
        for (const property of [...writeOnly, ...origins]) {
          assert.deepEqual(messages(type, { [property]: "x" }), [], property);
        }
      });

      it("may not be given it, known or not, and the message does not tell it", () => {
        for (const value of [PASSWORD, unknown]) {
          const [message, ...others] = messages(type, { [managed]: true, [plain]: value });
          assert.match(message ?? "", new RegExp(`${plain} is given`));
          assert.doesNotMatch(message ?? "", /horse/);
          assert.deepEqual(others, []);
        }
        assert.equal(messages(type, { [plain]: PASSWORD, snapshotIdentifier: "x" }).length, 1);
      });

      it("has to say something of it", () => {
        for (const value of [false, "false", undefined]) {
          assert.match(messages(type, { [managed]: value })[0] ?? "", new RegExp(`${managed} is not true`));
        }
        assert.match(
          messages(type, { [managed]: unknown })[0] ?? "",
          new RegExp(`Cannot prove: ${managed} is not known`),
        );
      });
    });
  }
});
