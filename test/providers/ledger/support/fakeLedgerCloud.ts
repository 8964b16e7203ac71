import type { LedgerCloud, Written } from "../../../../providers/ledger/ledgerCloud";
import type { LedgerVersion } from "../../../../providers/ledger/shelves";
import type { SigningKey } from "./signingKey";

interface Stored {
  readonly key: string;
  readonly versionId: string;
  readonly lastModified: Date;

  /** Undefined for a delete marker. */
  readonly text: string | undefined;
}

/**
 * What happens to one write: it is done and not answered, it is done and then asked for again by the SDK, it is put
 * off, it is neither done nor answered, or it is refused.
 */
export type WriteFault = "lost" | "asked again" | "busy" | "broken" | Error;

/** S3 with versions and Object Lock, and KMS, in memory. */
export class FakeLedgerCloud implements LedgerCloud {
  /** Names of the calls so far. */
  public readonly calls: string[] = [];

  /** What happens to the next writes. */
  public readonly writeFaults: WriteFault[] = [];

  /** Set: nothing can be read any more. */
  public readFault: Error | undefined;

  /** Runs in the middle of the next write, as somebody else would. */
  public meanwhile: (() => void) | undefined;

  private readonly objects: Stored[] = [];
  private count = 0;

  public constructor(
    private readonly key: SigningKey,
    private readonly now: () => number,
  ) {}

  /** A PutObject without any condition: a new version on top. */
  public put(key: string, text: string | undefined): string {
    this.count += 1;
    const versionId = `v${this.count}`;
    this.objects.push({ key, versionId, lastModified: new Date(this.now()), text });
    return versionId;
  }

  /** A DeleteObject of a version: Object Lock refuses. Without a version: a delete marker. */
  public delete(key: string, versionId?: string): void {
    if (versionId !== undefined) {
      throw new Error(`Access Denied because object protected by object lock: ${key} ${versionId}.`);
    }
    this.put(key, undefined);
  }

  /** What an administrator does to whom no lock is known. */
  public destroy(key: string): void {
    this.objects.splice(0, this.objects.length, ...this.objects.filter((object) => object.key !== key));
  }

  public textOf(key: string): string | undefined {
    return this.objects.filter((object) => object.key === key).at(-1)?.text;
  }

  public listVersions(prefix: string): Promise<readonly LedgerVersion[]> {
    this.read("list");
    const listed = this.objects
      .filter(({ key }) => key.startsWith(prefix))
      .reverse()
      .sort((a, b) => (a.key < b.key ? -1 : a.key === b.key ? 0 : 1));
    return Promise.resolve(
      listed.map(({ key, versionId, lastModified, text }, index) => ({
        key,
        versionId,
        lastModified,
        isLatest: listed[index - 1]?.key !== key,
        isDeleteMarker: text === undefined,
      })),
    );
  }

  public readText(key: string, versionId: string | undefined): Promise<string | undefined> {
    this.read("get");
    const found =
      versionId === undefined
        ? this.textOf(key)
        : this.objects.find((object) => object.versionId === versionId)?.text;
    return Promise.resolve(found);
  }

  public writeNew(key: string, text: string): Promise<Written> {
    this.calls.push("put");
    const fault = this.writeFaults.shift();
    if (fault instanceof Error) {
      return Promise.reject(fault);
    }
    if (fault === "busy") {
      return Promise.resolve({ state: "busy" });
    }
    const unknown: Written = { state: "unknown", error: new Error("socket hang up") };
    if (fault === "broken") {
      return Promise.resolve(unknown);
    }
    this.meanwhile?.();
    this.meanwhile = undefined;
    if (this.textOf(key) !== undefined) {
      return Promise.resolve({ state: "taken" });
    }
    this.put(key, text);
    return Promise.resolve(
      fault === "lost" ? unknown : { state: fault === "asked again" ? "taken" : "written" },
    );
  }

  public sign(digest: Buffer): Promise<string> {
    this.calls.push("sign");
    return Promise.resolve(this.key.signDigest(digest));
  }

  public publicKey(): Promise<string> {
    this.calls.push("publicKey");
    return Promise.resolve(this.key.publicKey);
  }

  public close(): void {
    this.calls.push("close");
  }

  private read(call: string): void {
    this.calls.push(call);
    if (this.readFault !== undefined) {
      throw this.readFault;
    }
  }
}
