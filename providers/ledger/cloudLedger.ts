import { createHash } from "node:crypto";

import { mapBounded } from "../switch/bounded";
import { storedValue } from "./entrySchema";
import { listingFindings, type Finding, type Place } from "./findings";
import type { LedgerCloud, LedgerSettings } from "./ledgerCloud";
import { nextRecord } from "./nextRecord";
import { hashOf, prefixOf, type LedgerEntry } from "./record";
import { readVersion, recordFindings, type ReadVersion, type Trust } from "./recordFindings";
import { missingNumbers, shelve, type LedgerVersion, type Shelf } from "./shelves";
import { isSignedBy, readPublicKey } from "./signature";
import { LedgerDamage, type LedgerHead, type LedgerStore } from "./store";
import { writeEntry } from "./writeEntry";

/** Objects read at a time. */
const AT_ONCE = 16;

/** The ledger of one stack on any cloud and clock. */
export function cloudLedger(cloud: LedgerCloud, settings: LedgerSettings): LedgerStore {
  const { stack, bucket, keyArn, clock } = settings;
  const prefix = prefixOf(stack);
  let publicKey: string | undefined;
  const trusted = async (signal: AbortSignal): Promise<Trust> => {
    publicKey ??= await cloud.publicKey(signal);
    return { stack, bucket, keyArn, publicKey };
  };
  const withContent = async (version: LedgerVersion, signal: AbortSignal): Promise<LedgerVersion> => {
    const text = version.isDeleteMarker
      ? undefined
      : await cloud.readText(version.key, version.versionId, signal);
    return text === undefined ? version : { ...version, entry: storedValue(text) };
  };
  const readFirst = ({ sequence, versions: [first] }: Shelf, signal: AbortSignal) =>
    first === undefined ? [] : [withContent(first, signal).then((version) => readVersion(sequence, version))];
  const readShelves = async (
    shelves: readonly Shelf[],
    signal: AbortSignal,
  ): Promise<readonly ReadVersion[]> =>
    (await mapBounded(shelves, AT_ONCE, (shelf) => Promise.all(readFirst(shelf, signal)))).flat();

  return {
    async head(signal) {
      const [trust, versions] = await Promise.all([trusted(signal), cloud.listVersions(prefix, signal)]);
      const { shelves, strays } = shelve(stack, versions);
      const filled = shelves.filter((shelf) => shelf.versions.length > 0);
      const records = await readShelves(filled.slice(-2), signal);
      const ofListing = listingFindings(trust, shelves, strays, missingNumbers(shelves));
      const ofRecords = recordFindings(trust, records).filter(({ isFault }) => isFault);
      const last = records.at(-1);
      const isSound =
        last?.sequence === shelves.at(-1)?.sequence &&
        ofRecords.every(({ sequence }) => sequence !== last?.sequence);
      const head = isSound && last?.entry !== undefined ? headOf(last.entry) : undefined;
      const findings = [...ofListing, ...ofRecords];
      if (findings.length > 0) {
        throw new LedgerDamage(damageText(trust, findings), findings, head);
      }
      return head;
    },

    async append(body, after, signal) {
      const record = nextRecord(stack, body, after, clock.now());
      const hash = hashOf(record);
      const trust = await trusted(signal);
      const signature = await cloud.sign(Buffer.from(hash, "hex"), signal);
      const entry: LedgerEntry = { record, hash, signature, keyArn };
      if (!isSignedBy(readPublicKey(trust.publicKey), entry)) {
        // It would stand in the ledger for ever, and every later run would refuse to go on from it.
        throw new Error(
          `KMS signed record ${record.sequence} of ${stack}, and the signature does not verify with the public key of ` +
            `${keyArn}: the record was not written. Does the key sign with ECDSA_SHA_256?`,
        );
      }
      await writeEntry(cloud, settings, entry, signal);
      return headOf(entry);
    },

    async entries(signal, { last } = {}) {
      const [trust, versions] = await Promise.all([trusted(signal), cloud.listVersions(prefix, signal)]);
      const { shelves } = shelve(stack, versions);
      const wanted = last === undefined ? shelves : shelves.slice(-last);
      const first = wanted[0]?.sequence ?? 1;
      const missing = missingNumbers(shelves).filter((range) => last === undefined || range.last >= first);
      const records = await readShelves(wanted, signal);
      const findings = [
        ...listingFindings(trust, [], [], missing),
        ...recordFindings(trust, records).filter(({ isFault }) => isFault),
      ];
      if (findings.length > 0) {
        throw new LedgerDamage(damageText(trust, findings), findings);
      }
      return records.flatMap(({ entry }) => entry ?? []);
    },

    async sign(bytes, signal) {
      const digest = createHash("sha256").update(bytes).digest();
      return Buffer.from(await cloud.sign(digest, signal), "base64");
    },

    async evidence(signal) {
      const [trust, listed] = await Promise.all([trusted(signal), cloud.listVersions(prefix, signal)]);
      const versions = await mapBounded(listed, AT_ONCE, (version) => withContent(version, signal));
      return { ...trust, versions };
    },

    close: () => {
      cloud.close();
    },
  };
}

function headOf(entry: LedgerEntry): LedgerHead {
  return { entry, isOpen: entry.record.body.kind === "intent" };
}

function damageText({ stack, bucket }: Place, findings: readonly Finding[]): string {
  const list = findings.map(({ message }) => ` - ${message}`).join("\n");
  return (
    `The ledger of ${stack} in ${bucket} does not verify:\n${list}\n` +
    "Nothing is written after a record that does not verify. `duotone ledger verify` checks all of it."
  );
}
