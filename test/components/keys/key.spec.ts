import assert from "node:assert/strict";

import { Key, type KeyArgs } from "../../../components/keys/key";
import { type CloudMade, type Registered, registeredBy } from "../../mocks";

const USE = {
  Sid: "BackupsEncrypt",
  Effect: "Allow",
  Principal: { Service: "backup.amazonaws.com" },
  Action: "kms:GenerateDataKey",
  Resource: "*",
} as const;

const CLOUD_MADE: CloudMade = { "aws:kms/key:Key": () => ({ keyId: "key-1" }) };

function declared(mode: "preview" | "update" = "update", more: Partial<KeyArgs> = {}): Promise<Registered[]> {
  return registeredBy(
    () =>
      new Key("backups", {
        purpose: "backups",
        description: "Backups",
        accountId: "111122223333",
        uses: [USE],
        protect: false,
        ...more,
      }),
    mode,
    CLOUD_MADE,
  );
}

describe("Key", () => {
  let registered: readonly Registered[];

  before(async () => {
    registered = await declared();
  });

  const inputsOf = (type: string) => registered.find((resource) => resource.type === type)?.inputs ?? {};
  const statements = () =>
    (JSON.parse(String(inputsOf("aws:kms/key:Key").policy)) as { Statement: (typeof USE)[] }).Statement;

  it("is rotated, and has 30 days before its end", () => {
    const { policy, ...inputs } = inputsOf("aws:kms/key:Key");
    assert.deepEqual(inputs, { description: "Backups", enableKeyRotation: true, deletionWindowInDays: 30 });
    assert.equal(typeof policy, "string");
  });

  it("signs where asked, and then is not rotated, which AWS refuses of such keys", async () => {
    const [key] = (await declared("update", { kind: "signs" })).filter(
      ({ type }) => type === "aws:kms/key:Key",
    );
    const { policy, ...inputs } = key?.inputs ?? {};
    assert.deepEqual(inputs, {
      description: "Backups",
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
    });
    assert.deepEqual(policy, registered.find(({ type }) => type === "aws:kms/key:Key")?.inputs.policy);
  });

  it("has its purpose for a name", () => {
    assert.deepEqual(inputsOf("aws:kms/alias:Alias"), {
      name: "alias/duotone/backups",
      targetKeyId: "key-1",
    });
  });

  it("lets its account look after it, and only whom it is told use it", () => {
    const [administration, ...uses] = statements();
    assert.deepEqual(administration?.Principal, { AWS: "arn:aws:iam::111122223333:root" });
    assert.deepEqual(uses, [USE]);
  });

  it("lets its account do nothing that reads or writes with it, or hands it on", () => {
    const actions = [statements()[0]?.Action].flat().map(String);
    // Without these, nobody could ever change the policy again, or delete the key.
    for (const needed of ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"]) {
      assert.ok(actions.includes(needed), needed);
    }
    const forbidden = actions.filter((action) =>
      /\*|:(Decrypt|Encrypt|Generate|ReEncrypt|Sign|Verify|CreateGrant|Import|Replicate)/.test(action),
    );
    assert.deepEqual(forbidden, []);
  });

  it("registers the same in preview and in update", async () => {
    const line = ({ type, name }: Registered) => `${type} ${name}`;
    assert.deepEqual((await declared("preview")).map(line), registered.map(line));
  });
});
