import assert from "node:assert/strict";

import { cloudLedger } from "../../../providers/ledger/cloudLedger";
import { entryText } from "../../../providers/ledger/entrySchema";
import { keyOf, type LedgerBody } from "../../../providers/ledger/record";
import { LedgerConflict, LedgerDamage, type LedgerHead } from "../../../providers/ledger/store";
import { verifyLedger } from "../../../providers/ledger/verify";
import { VirtualClock } from "../switch/support/virtualClock";
import { chainOf } from "./support/chain";
import { FakeLedgerCloud } from "./support/fakeLedgerCloud";
import { BUCKET, intent, migration, outcome, STACK, START } from "./support/fixture";
import { KEY_ARN, SigningKey } from "./support/signingKey";

const KEY = new SigningKey();

describe("the ledger of a stack", () => {
  const { signal } = new AbortController();
  let clock: VirtualClock;
  let cloud: FakeLedgerCloud;

  const ledgerOf = (stack = STACK, keyArn = KEY_ARN) =>
    cloudLedger(cloud, { stack, bucket: BUCKET, keyArn, clock });

  const append = (body: LedgerBody, after: LedgerHead | undefined) => ledgerOf().append(body, after, signal);

  /** Puts so many records there, and forgets the calls. */
  function fill(length: number): void {
    chainOf(KEY, length).forEach((entry, index) => cloud.put(keyOf(STACK, index + 1), entryText(entry)));
  }

  beforeEach(() => {
    clock = new VirtualClock();
    clock.pass(START);
    cloud = new FakeLedgerCloud(KEY, () => clock.now());
  });

  it("is empty at first, and then numbered, linked and open by turns", async () => {
    const ledger = ledgerOf();
    assert.equal(await ledger.head(signal), undefined);
    const first = await ledger.append(intent(), undefined, signal);
    assert.deepEqual(await ledger.head(signal), first);
    const second = await ledger.append(outcome(1), first, signal);
    assert.deepEqual(await ledger.head(signal), second);
    assert.deepEqual(
      [first, second].map(({ entry, isOpen }) => [entry.record.sequence, entry.record.previous, isOpen]),
      [
        [1, "0".repeat(64), true],
        [2, first.entry.hash, false],
      ],
    );
    assert.deepEqual(await ledger.entries(signal), [first.entry, second.entry]);
    assert.deepEqual(await ledger.entries(signal, { last: 1 }), [second.entry]);
    assert.deepEqual(verifyLedger(await ledger.evidence(signal)), []);
  });

  it("keeps stacks apart, also those whose names begin alike", async () => {
    await append(intent(), undefined);
    for (const other of ["pro", "prod2", "prod-2"]) {
      const head = await ledgerOf(other).append(intent(), undefined, signal);
      assert.equal(head.entry.record.sequence, 1);
    }
    assert.equal((await ledgerOf().entries(signal)).length, 1);
    assert.throws(() => ledgerOf("prod/x"), /"prod\/x" cannot be the name of a stack in the ledger/);
  });

  it("reads a head of thousands of records with few calls, and the key once", async () => {
    fill(400);
    const ledger = ledgerOf();
    await ledger.head(signal);
    assert.deepEqual([...cloud.calls].sort(), ["get", "get", "list", "publicKey"]);
    await ledger.head(signal);
    assert.equal(cloud.calls.filter((call) => call === "publicKey").length, 1);
  });

  it("never dates a record before the one that it follows", async () => {
    const first = await append(intent(), undefined);
    clock.pass(-5_000);
    await assert.rejects(append(migration(), first), /A migration cannot follow record 1, an intent without/);
    const second = await append(outcome(1), first);
    assert.equal(second.entry.record.at, first.entry.record.at);
  });

  it("takes intents and outcomes in turns alone, and no body that is none", async () => {
    const first = await append(intent(), undefined);
    await assert.rejects(
      append(intent(), first),
      /An intent cannot follow record 1, an intent without an outcome/,
    );
    const second = await append(outcome(1), first);
    await assert.rejects(append(outcome(1), second), /The outcome of record 1 cannot follow record 2/);
    await assert.rejects(append(outcome(1), undefined), /The outcome of record 1 cannot follow record 0/);
    await assert.rejects(
      append(intent({ gateDigest: "x", ticket: { id: "", token: 1.5, requestedBy: "ada" } }), second),
      (error: Error) => {
        assert.match(error.message, /^ledger\/prod\/000000000003\.json cannot be written:\n/);
        for (const path of ["body.ticket.id", "body.ticket.token", "body.gateDigest"]) {
          assert.ok(error.message.includes(` - ${path}: `), error.message);
        }
        return true;
      },
    );
    assert.equal(cloud.calls.filter((call) => call === "put").length, 2);
  });

  describe("being written", () => {
    it("loses against whoever was first, and says who that was", async () => {
      const caller = { arn: "arn:aws:sts::444455556666:assumed-role/deploy/other", account: "444455556666" };
      cloud.meanwhile = () => {
        const [theirs] = chainOf(KEY, 1, { bodies: [intent({ caller })] });
        assert.ok(theirs !== undefined);
        cloud.put(keyOf(STACK, 1), entryText(theirs));
      };
      await assert.rejects(append(intent(), undefined), (error: Error) => {
        assert.ok(error instanceof LedgerConflict);
        assert.match(
          error.message,
          /^Record 1 of prod was written by somebody else meanwhile \(promote by .*\/other at 2026-03-01T12:00:00\.000Z\)/,
        );
        return true;
      });
      assert.equal((await ledgerOf().entries(signal)).length, 1);
    });

    it("loses against the very same record of another run, too", async () => {
      const [first, second] = await Promise.allSettled([
        append(intent(), undefined),
        append(intent(), undefined),
      ]);
      assert.equal(first.status, "fulfilled");
      assert.ok(second.status === "rejected" && second.reason instanceof LedgerConflict);
    });

    it("finds its own record after a lost answer, whether or not S3 was asked again", async () => {
      cloud.writeFaults.push("lost");
      const first = await append(intent(), undefined);
      assert.deepEqual(await ledgerOf().head(signal), first);
      cloud.writeFaults.push("asked again");
      const second = await append(outcome(1), first);
      assert.deepEqual(await ledgerOf().entries(signal), [first.entry, second.entry]);
    });

    it("fails with S3's own error where nothing was written", async () => {
      cloud.writeFaults.push("broken");
      await assert.rejects(append(intent(), undefined), /^Error: socket hang up$/);
      cloud.writeFaults.push(new Error("Access Denied"));
      await assert.rejects(append(intent(), undefined), /^Error: Access Denied$/);
      assert.equal(await ledgerOf().head(signal), undefined);
    });

    it("says so where nobody can tell what became of it", async () => {
      cloud.writeFaults.push("lost");
      const ledger = ledgerOf();
      await ledger.head(signal);
      cloud.readFault = new Error("connect ECONNREFUSED");
      await assert.rejects(
        ledger.append(intent(), undefined, signal),
        /It is not known whether ledger\/prod\/000000000001\.json was written: socket hang up\. .*The next run/,
      );
      cloud.readFault = undefined;
      assert.equal((await ledgerOf().head(signal))?.isOpen, true);
    });

    it("waits while another write to the same key is under way, and gives up at last", async () => {
      cloud.writeFaults.push("busy", "busy");
      const first = await append(intent(), undefined);
      assert.ok(clock.now() > START);
      cloud.writeFaults.push(
        ..."busy "
          .repeat(6)
          .trim()
          .split(" ")
          .map(() => "busy" as const),
      );
      await assert.rejects(append(outcome(1), first), /S3 put the write to .* off 6 times/);
    });

    it("keeps a signature out that nobody could verify", async () => {
      const other = new SigningKey();
      cloud.sign = (digest) => Promise.resolve(other.signDigest(digest));
      await assert.rejects(
        append(intent(), undefined),
        /the signature does not verify with the public key of .*: the record was not written/,
      );
      assert.ok(!cloud.calls.includes("put"));
    });
  });

  describe("damaged", () => {
    const damage = async (tell: RegExp): Promise<LedgerDamage> => {
      const error: unknown = await ledgerOf()
        .head(signal)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      assert.ok(error instanceof LedgerDamage, "the head was taken for sound");
      assert.match(error.message, tell);
      return error;
    };
    const key = (sequence: number) => keyOf(STACK, sequence);

    it("is refused where a number is missing, first, last or in between", async () => {
      fill(4);
      cloud.destroy(key(2));
      assert.equal((await damage(/Record 2 of prod is missing/)).head?.entry.record.sequence, 4);
      await assert.rejects(ledgerOf().entries(signal), LedgerDamage);
      assert.equal((await ledgerOf().entries(signal, { last: 2 })).length, 2);
      cloud.destroy(key(1));
      await damage(/Records 1 to 2 of prod are missing/);
    });

    it("is refused where a delete marker hides a record, and gives the one below to whoever decides to go on", async () => {
      fill(4);
      cloud.delete(key(4));
      const { head } = await damage(/Record 4 of prod has a delete marker/);
      assert.equal(head?.entry.record.sequence, 4);
      assert.equal((await ledgerOf().entries(signal)).length, 4);
      await append(intent(), head);
      assert.deepEqual(
        verifyLedger(await ledgerOf().evidence(signal)).map(({ kind }) => kind),
        ["removed", "open"],
      );
      assert.throws(() => {
        cloud.delete(key(4), "v4");
      }, /object lock/);
    });

    it("gives no head where the last record is gone for good", async () => {
      fill(4);
      cloud.destroy(key(4));
      cloud.delete(key(4));
      assert.equal((await damage(/Record 4 of prod is missing/)).head, undefined);
    });

    it("is refused where a record was written over, and reads the first version", async () => {
      fill(4);
      const original = (await ledgerOf().entries(signal))[2];
      cloud.put(key(3), "{}");
      const { head } = await damage(/Record 3 of prod was written 2 times/);
      assert.equal(head?.entry.record.sequence, 4);
      assert.deepEqual((await ledgerOf().entries(signal))[2], original);
    });

    it("is refused where the last record was edited, and gives no head", async () => {
      fill(3);
      const text = cloud.textOf(key(3)) ?? "";
      cloud.destroy(key(3));
      cloud.put(key(3), text.replace('"to":"prod2"', '"to":"prod9"'));
      assert.equal((await damage(/Record 3 of prod: its hash is said to be/)).head, undefined);
      await assert.rejects(ledgerOf().entries(signal), LedgerDamage);
      cloud.destroy(key(3));
      cloud.put(key(3), JSON.stringify(JSON.parse(text), undefined, 2));
      await damage(/Record 3 of prod: what is there is not JSON as duotone writes it/);
    });

    it("is refused where the last record does not follow the one before it", async () => {
      fill(2);
      const [, , third] = chainOf(KEY, 3, { bodies: [intent({ to: "prod3" })] });
      assert.ok(third !== undefined);
      cloud.put(key(3), entryText(third));
      await damage(/Record 3 of prod: it follows [0-9a-f]{64}, and record 2 hashes to/);
    });

    it("is refused where it holds what is no record, or is signed with another key", async () => {
      fill(2);
      cloud.put("ledger/prod/notes.txt", "hello");
      await damage(/ledger\/prod\/notes\.txt .*is no record of prod/);
      const elsewhere = ledgerOf(STACK, "arn:aws:kms:eu-west-1:111122223333:key/9");
      await assert.rejects(
        elsewhere.head(signal),
        /it names the key .*0123, and this ledger's key is .*key\/9/,
      );
    });
  });
});
