import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { CatalogueKey } from "../../components/images/catalogueTable";
import { awsLedger } from "../ledger/awsLedger";
import type { LedgerStore } from "../ledger/store";
import { callerIdentity } from "../ledger/who";
import type { Notice } from "../notices/notice";
import { sendNotice } from "../notices/sendNotice";
import { dynamoQueue } from "../queue/dynamoQueue";
import type { QueueStore } from "../queue/store";
import { imageTable, type ImageTable } from "./aws/imageTable";
import type { Caller } from "./switchCloud";
import type { Reach } from "./switchInputs";
import type { Clock } from "./types";

/** Queue, ledger, notices and image catalogue of an operation, each connected to when first asked for. */
export class ReleaseStores {
  private lane: QueueStore | undefined;
  private records: LedgerStore | undefined;
  private catalogue: ImageTable | undefined;

  public constructor(
    private readonly reach: Reach,
    private readonly clock: Clock,
  ) {}

  public get queue(): QueueStore {
    const { queue, stack } = this.reach;
    this.lane ??= dynamoQueue({ ...required(queue, "release queue"), lane: stack, clock: this.clock });
    return this.lane;
  }

  public get ledger(): LedgerStore {
    const { ledger, stack } = this.reach;
    this.records ??= awsLedger({ ...required(ledger, "ledger"), stack, clock: this.clock });
    return this.records;
  }

  public readImages(keys: readonly CatalogueKey[], signal: AbortSignal): Promise<readonly CatalogueImage[]> {
    this.catalogue ??= imageTable(required(this.reach.images, "image catalogue"));
    return this.catalogue.read(keys, signal);
  }

  /** Who makes the calls, before any role is assumed. */
  public caller(signal: AbortSignal): Promise<Caller> {
    return callerIdentity(this.reach.region, signal);
  }

  public notify(notice: Notice, signal: AbortSignal): Promise<readonly string[]> {
    const { topicArn, roleArn, webhookUrl } = this.reach.notices ?? {};
    return sendNotice(
      { topicArn, roleArn, webhookUrl, sign: (bytes) => this.ledger.sign(bytes, signal) },
      notice,
      signal,
    );
  }

  public close(): void {
    this.lane?.close();
    this.records?.close();
    this.catalogue?.close();
  }
}

function required<T>(reference: T | undefined, what: string): T {
  if (reference === undefined) {
    throw new Error(
      `The stack's state knows of no ${what}: it was written by an older version of this project. Run \`pulumi up\` ` +
        "once, which adds it and moves no name.",
    );
  }
  return reference;
}
