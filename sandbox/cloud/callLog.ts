import type { Operation } from "./operation";

/** How often an action was called. */
export interface CallCount {
  /** The account that called, 12 digits; absent if the request was not signed. */
  readonly account?: string;
  readonly service: string;
  readonly action: string;
  readonly count: number;
  /** How many of the calls were answered with an error, or not at all. */
  readonly errors: number;
}

/** One call, in the order in which the answers were given. */
export interface CallRecord {
  readonly account?: string;
  readonly service: string;
  readonly action: string;
  /** When the request came and when its answer was complete, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** HTTP status; 0 where the connection was dropped. */
  readonly status: number;
  /** Ids of the faults that struck the call. */
  readonly faults: readonly string[];
}

/** The change batches that were sent to one hosted zone. */
export interface ChangeBatches {
  readonly zoneId: string;
  /** How many `ChangeResourceRecordSets` requests. */
  readonly requests: number;
  /** How many of them Route 53 took. */
  readonly accepted: number;
  /** How many changes each accepted request held, in order. */
  readonly changes: readonly number[];
}

/** A bound on memory; older records go first, the counts stay right. */
const RECORD_LIMIT = 100_000;

/** Counts calls as they end. */
export class CallLog {
  private counts = new Map<string, { -readonly [Key in keyof CallCount]: CallCount[Key] }>();
  private records: CallRecord[] = [];
  private zones = new Map<string, { requests: number; changes: number[] }>();

  /** Takes in one call that was answered or dropped. */
  public add(operation: Operation, record: CallRecord): void {
    const key = `${record.account ?? ""} ${record.service} ${record.action}`;
    const failed = record.status === 0 || record.status >= 400;
    const { account, service, action } = record;
    const count = this.counts.get(key) ?? {
      ...(account === undefined ? {} : { account }),
      service,
      action,
      count: 0,
      errors: 0,
    };
    count.count += 1;
    count.errors += failed ? 1 : 0;
    this.counts.set(key, count);
    this.records.push(record);
    if (this.records.length > RECORD_LIMIT) {
      this.records.splice(0, RECORD_LIMIT / 10);
    }
    if (service === "route53" && action === "ChangeResourceRecordSets") {
      this.addBatch(operation, failed);
    }
  }

  public callCounts(): CallCount[] {
    return [...this.counts.values()];
  }

  public callRecords(): CallRecord[] {
    return this.records;
  }

  public changeBatches(): ChangeBatches[] {
    return [...this.zones].map(([zoneId, { requests, changes }]) => ({
      zoneId,
      requests,
      accepted: changes.length,
      changes,
    }));
  }

  public reset(): void {
    this.counts = new Map();
    this.records = [];
    this.zones = new Map();
  }

  private addBatch(operation: Operation, failed: boolean): void {
    const zoneId = /\/hostedzone\/([^/]+)\/rrset/.exec(operation.text)?.[1] ?? "unknown";
    const zone = this.zones.get(zoneId) ?? { requests: 0, changes: [] };
    zone.requests += 1;
    if (!failed) {
      zone.changes.push(operation.text.match(/<Change>/g)?.length ?? 0);
    }
    this.zones.set(zoneId, zone);
  }
}
