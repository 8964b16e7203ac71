import assert from "node:assert/strict";

import { dat07 } from "../../../../policy/rules/data/dat07";
import { answersOf } from "../../support/answers";
import { checkOne, node, unknown } from "../../support/world";

const INSTANCE = "aws:rds/instance:Instance";
const GOOD = { multiAz: true, deletionProtection: true, backupRetentionPeriod: 7, skipFinalSnapshot: false };

describe("DAT-07: databases last", () => {
  const messages = (type: string, props: Record<string, unknown>) =>
    checkOne(dat07, node(type, "data", { props })).map(({ message }) => message);

  describe("a table", () => {
    const TABLE = "aws:dynamodb/table:Table";

    it("is protected from deletion, and needs nothing else", () => {
      assert.deepEqual(messages(TABLE, { deletionProtectionEnabled: true }), []);
      assert.deepEqual(messages(TABLE, { deletionProtectionEnabled: "true" }), []);
    });

    for (const deletionProtectionEnabled of [false, "false", undefined]) {
      it(`is refused with deletionProtectionEnabled ${String(deletionProtectionEnabled)}`, () => {
        const [message, ...others] = messages(TABLE, { deletionProtectionEnabled });
        assert.match(message ?? "", /deletionProtectionEnabled is not true/);
        assert.deepEqual(others, []);
      });
    }

    it("is left alone where it is not known yet", () => {
      const props = { deletionProtectionEnabled: unknown };
      assert.deepEqual(messages(TABLE, props), []);
      assert.deepEqual(answersOf(dat07, [node(TABLE, "data", { props })]), [
        "undetermined: deletionProtectionEnabled is not known yet.",
      ]);
    });
  });

  const types = [
    INSTANCE,
    "aws:rds/cluster:Cluster",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
  ];
  for (const type of types) {
    describe(type, () => {
      it("may be as it should", () => {
        assert.deepEqual(messages(type, GOOD), []);
        assert.deepEqual(messages(type, { ...GOOD, skipFinalSnapshot: undefined }), []);
        assert.deepEqual(
          messages(type, {
            multiAz: "true",
            deletionProtection: "true",
            backupRetentionPeriod: "35",
            skipFinalSnapshot: "false",
          }),
          [],
        );
      });

      const wrong: readonly (readonly [props: Record<string, unknown>, said: RegExp])[] = [
        [{ deletionProtection: false }, /deletionProtection is not true/],
        [{ deletionProtection: "false" }, /deletionProtection is not true/],
        [{ deletionProtection: undefined }, /deletionProtection is not true/],
        [{ backupRetentionPeriod: 6 }, /backupRetentionPeriod is not at least 7 days/],
        [{ backupRetentionPeriod: "6" }, /backupRetentionPeriod is not at least 7 days/],
        [{ backupRetentionPeriod: undefined }, /backupRetentionPeriod is not at least 7 days/],
        [{ skipFinalSnapshot: true }, /skipFinalSnapshot is not false/],
        [{ skipFinalSnapshot: "true" }, /skipFinalSnapshot is not false/],
      ];
      for (const [props, said] of wrong) {
        it(`refuses ${JSON.stringify(props)}, once`, () => {
          const [message, ...others] = messages(type, { ...GOOD, ...props });
          assert.match(message ?? "", said);
          assert.deepEqual(others, []);
        });
      }

      it("is left alone where it is not known yet", () => {
        for (const property of Object.keys(GOOD)) {
          const props = { ...GOOD, [property]: unknown };
          assert.deepEqual(messages(type, props), []);
          const isAsked = property !== "multiAz" || type === INSTANCE;
          assert.deepEqual(
            answersOf(dat07, [node(type, "data", { props })]),
            isAsked ? [`undetermined: ${property} is not known yet.`] : [],
          );
        }
      });
    });
  }

  it("wants two zones of instances, and of nothing else", () => {
    for (const multiAz of [false, "false", undefined]) {
      assert.match(messages(INSTANCE, { ...GOOD, multiAz })[0] ?? "", /multiAz is not true/);
      assert.deepEqual(messages("aws:rds/cluster:Cluster", { ...GOOD, multiAz }), []);
    }
  });

  it("wants of a replica only that nobody deletes it", () => {
    const replica = { replicateSourceDb: "main", skipFinalSnapshot: true };
    assert.deepEqual(messages(INSTANCE, { ...replica, deletionProtection: true }), []);
    assert.equal(messages(INSTANCE, replica).length, 1);
    assert.equal(messages("aws:rds/cluster:Cluster", { ...replica, deletionProtection: true }).length, 2);
  });
});
