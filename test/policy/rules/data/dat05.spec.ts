import assert from "node:assert/strict";

import { STORES } from "../../../../policy/model/storeEncryption";
import { dat05 } from "../../../../policy/rules/data/dat05";
import { ACCOUNTS, checkAll, node, unknown } from "../../support/world";

const TABLE = "aws:dynamodb/table:Table";
const INSTANCE = "aws:rds/instance:Instance";

/** Properties with values at paths. */
function at(
  ...values: readonly (readonly [path: readonly string[], value: unknown])[]
): Record<string, unknown> {
  const props: Record<string, unknown> = {};
  for (const [[first = "", second], value] of values) {
    props[first] =
      second === undefined ? value : { ...(props[first] as object | undefined), [second]: value };
  }
  return props;
}

describe("DAT-05: data stores with a key of their own account", () => {
  const messages = (
    type: string,
    props: Record<string, unknown>,
    edges?: Record<string, ReturnType<typeof node>[]>,
  ) => {
    const recovery = type === TABLE ? { pointInTimeRecovery: { enabled: true } } : {};
    const store = node(type, "store", {
      props: { ...recovery, ...props },
      ...(edges === undefined ? {} : { edges }),
    });
    return checkAll(dat05, [store, ...Object.values(edges ?? {}).flat()]).map(({ message }) => message);
  };
  const single = (found: readonly string[], said: RegExp) => {
    const [message, ...others] = found;
    assert.match(message ?? "", said);
    assert.deepEqual(others, []);
  };

  for (const { type, flag, key } of STORES) {
    describe(type, () => {
      const check = (on: unknown, by: unknown) =>
        messages(type, at(...(flag === undefined ? [] : [[flag, on] as const]), [key, by]));
      const names = (path: readonly string[]) => path.join("\\.");

      it("may be encrypted with an own key", () => {
        assert.deepEqual(check(true, "alias/data"), []);
        assert.deepEqual(check("true", "alias/data"), []);
      });

      if (flag !== undefined) {
        it("has to be encrypted", () => {
          for (const off of [false, "false", undefined, null]) {
            single(check(off, "alias/data"), new RegExp(`\\. ${names(flag)} is not true`));
          }
          single(check(unknown, "alias/data"), new RegExp(`Cannot prove: ${names(flag)} is not known`));
        });
      }

      it("has to name a key", () => {
        single(check(true, undefined), new RegExp(`${names(key)} names no key`));
        single(check(true, "alias/aws/rds"), new RegExp(`${names(key)} names a key that AWS manages`));
      });

      it("has to have a known key", () => {
        single(check(true, unknown), new RegExp(`Cannot prove: nobody knows yet whose key ${names(key)}`));
      });
    });
  }

  it("refuses a key of another account", () => {
    const kmsKeyId = `arn:aws:kms:eu-west-1:${ACCOUNTS.accounts}:alias/data`;
    single(
      messages(INSTANCE, { storageEncrypted: true, kmsKeyId }),
      /kmsKeyId names a key of another account/,
    );
  });

  it("follows the edge of a key that is not known yet", () => {
    const key = node("aws:kms/key:Key", "data");
    const props = { storageEncrypted: true, kmsKeyId: unknown };
    assert.deepEqual(messages(INSTANCE, props, { kmsKeyId: [key], storageEncrypted: [] }), []);
    const table = { serverSideEncryption: { enabled: true, kmsKeyArn: unknown } };
    assert.deepEqual(messages(TABLE, table, { serverSideEncryption: [key], pointInTimeRecovery: [] }), []);
  });

  it("does not take the key that AWS is to choose for one that was given", () => {
    const props = { storageEncrypted: true, kmsKeyId: unknown };
    single(messages(INSTANCE, props, { storageEncrypted: [] }), /kmsKeyId names no key/);
  });

  describe("tables", () => {
    const recovery = (pointInTimeRecovery: unknown) =>
      messages(TABLE, {
        serverSideEncryption: { enabled: true, kmsKeyArn: "alias/data" },
        pointInTimeRecovery,
      });

    it("can be brought back", () => {
      assert.deepEqual(recovery({ enabled: "true" }), []);
      for (const off of [{ enabled: false }, { enabled: "false" }, {}, undefined]) {
        single(recovery(off), /pointInTimeRecovery\.enabled is not true/);
      }
      single(recovery({ enabled: unknown }), /Cannot prove: pointInTimeRecovery\.enabled is not known/);
    });
  });
});
