import { z } from "zod";

/** What one run of the engine did, in resources. Default providers do not count, as in the engine's own summary. */
export interface ResourceCounts {
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  readonly deleted: number;
  readonly same: number;
}

/** A message of the engine, a provider or a policy. */
export interface Diagnostic {
  /** Absent where the message is of the whole run. */
  readonly urn?: string | undefined;
  readonly severity: string;
  readonly message: string;
}

const stepEvent = z.object({ metadata: z.object({ op: z.string(), urn: z.string() }) });

const eventSchema = z.object({
  resourcePreEvent: stepEvent.optional(),
  resOutputsEvent: stepEvent.optional(),
  resOpFailedEvent: stepEvent.optional(),
  diagnosticEvent: z
    .object({ urn: z.string().optional(), severity: z.string(), message: z.string() })
    .optional(),
  policyEvent: z
    .object({ resourceUrn: z.string().optional(), enforcementLevel: z.string(), message: z.string() })
    .optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()).nullish() }).optional(),
});

/** Operations that leave the resource as it was. */
const UNCHANGING = new Set(["same", "read", "refresh"]);

/** The engine's own words for operations, and what they count as. Parts of a replacement count once, as `replace`. */
const COUNTED: Readonly<Record<string, keyof ResourceCounts>> = {
  create: "created",
  import: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  same: "same",
};

/** The engine writes debug messages of the program into the event log too: most of its bytes, and nothing to count. */
const DEBUG_LINE = '"severity":"debug"';

/**
 * Follows one run of the engine through the lines of its event log.
 *
 * The format is `pulumi up --event-log`'s: one JSON object per line, see apitype.EngineEvent of Pulumi 3.220.
 */
export class EngineEvents {
  private readonly inFlight = new Map<string, string>();
  private readonly changed = new Set<string>();
  private readonly messages: Diagnostic[] = [];
  private readonly observed = new Map<string, Set<string>>();
  private summary: Readonly<Record<string, number>> | undefined;

  /** Takes one line. Lines of kinds that say nothing about resources are passed over. */
  public read(line: string): void {
    if (line.trim() === "" || line.includes(DEBUG_LINE)) {
      return;
    }
    const event = eventSchema.parse(JSON.parse(line));
    this.readSteps(event);
    if (event.diagnosticEvent !== undefined) {
      this.messages.push(event.diagnosticEvent);
    }
    if (event.policyEvent !== undefined) {
      const { resourceUrn, enforcementLevel, message } = event.policyEvent;
      const severity = enforcementLevel === "mandatory" ? "error" : "warning";
      this.messages.push({ urn: resourceUrn, severity, message });
    }
    this.summary = event.summaryEvent?.resourceChanges ?? this.summary;
  }

  /** The engine's summary, or what was seen finished where the engine was killed before it wrote one. */
  public get counts(): ResourceCounts {
    const counts = { created: 0, updated: 0, replaced: 0, deleted: 0, same: 0 };
    const seen = [...this.observed].map(([operation, urns]) => [operation, urns.size] as const);
    for (const [operation, count] of this.summary === undefined ? seen : Object.entries(this.summary)) {
      const key = COUNTED[operation];
      if (key !== undefined) {
        counts[key] += count;
      }
    }
    return counts;
  }

  /** URNs of the resources that were, or in a preview would be, created, changed or deleted; sorted. */
  public get changedUrns(): string[] {
    return [...this.changed].sort();
  }

  /** Errors and warnings, in the order in which they came. */
  public get diagnostics(): readonly Diagnostic[] {
    return this.messages;
  }

  /** Operation and URN of each resource that was begun and is not finished. */
  public get pending(): ReadonlyMap<string, string> {
    return this.inFlight;
  }

  /** How many resources are finished, unchanged ones included. */
  public get finished(): number {
    return new Set([...this.observed.values()].flatMap((urns) => [...urns])).size;
  }

  private readSteps(event: z.infer<typeof eventSchema>): void {
    const begun = event.resourcePreEvent?.metadata;
    if (begun !== undefined && !UNCHANGING.has(begun.op) && !isDefaultProvider(begun.urn)) {
      this.inFlight.set(begun.urn, begun.op);
    }
    const done = event.resOutputsEvent?.metadata;
    if (done !== undefined && !isDefaultProvider(done.urn)) {
      this.inFlight.delete(done.urn);
      // A component finishes twice: once when it is registered, once with its outputs.
      this.observed.set(done.op, (this.observed.get(done.op) ?? new Set()).add(done.urn));
      if (!UNCHANGING.has(done.op)) {
        this.changed.add(done.urn);
      }
    }
    const failed = event.resOpFailedEvent?.metadata;
    if (failed !== undefined) {
      this.inFlight.delete(failed.urn);
    }
  }
}

/** Providers that the engine makes by itself change with the configuration and are left out of its own summary. */
function isDefaultProvider(urn: string): boolean {
  return /::pulumi:providers:[^:]+::default(_[^:]*)?$/.test(urn);
}
