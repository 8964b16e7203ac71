import type { Ticket } from "../../providers/queue/lane";
import type { Paint } from "../paint";
import type { GateReading, GateReason } from "../release/gateReading";
import type { SchemaFact } from "../release/schemaFacts";
import { bullets, type Fact, facts, table } from "./layout";
import { aheadWords, ticketWords } from "./queueLines";
import { alarmText, healthText, isSameRelease, releaseText, type ServiceIn } from "./serviceLines";
import { schemaLines } from "./schemaLines";
import { counted, tookWords } from "./words";

/** One service, before and after. */
export interface MovedService {
  readonly service: string;
  readonly old: ServiceIn;
  readonly new: ServiceIn;
}

/** Everything that is shown before names are moved. */
export interface MovePlan {
  readonly action: "promote" | "rollback";
  readonly stack: string;
  readonly from: string;
  readonly to: string;

  /** Colour of a move that was cut off, and that this one finishes or undoes. */
  readonly endsMoveTo?: string | undefined;
  readonly services: readonly MovedService[];

  /** By zone id. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly requestedBy: string;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;

  /** The ticket that is in the queue for this already. */
  readonly ticket?: Ticket | undefined;
  readonly ahead: readonly Ticket[];

  /** Freeze windows that are on. */
  readonly freezes: readonly string[];

  /** What speaks against it and does not stop it. */
  readonly notes: readonly string[];

  /** Of the services that have a database: where their schemas stand. */
  readonly schemas: readonly SchemaFact[];

  /** What the gate has against it now, without what a person passes by, and that. */
  readonly refusals: readonly GateReason[];
  readonly overridden: GateReading["overridden"];
  readonly byHand: string;
}

/** One screen that says what is about to happen. */
export function moveScreen(plan: MovePlan, columns: number, paint: Paint): string {
  const { action, stack, from, to, services, refusals } = plan;
  const title = `${action === "promote" ? "Promote" : "Roll back to"} ${to}: the public names of stack ${stack} move from ${from} to ${to}.`;
  const rows = services.map(({ service, old: before, new: after }) => [
    service,
    releaseText(before.release, columns),
    isSameRelease(before.release, after.release)
      ? paint.faint("the same")
      : releaseText(after.release, columns),
    healthText(after.health, paint),
    alarmText(after.alarms, paint),
  ]);
  const gate =
    refusals.length === 0
      ? [paint.good("nothing in the way now; the preview asks again")]
      : [paint.bad(`${counted(refusals.length, "reason")} against it now:`)];
  return [
    paint.strong(title),
    "",
    table(["service", `${from}, now`, `${to}, then`, "healthy", "alarms"], rows),
    "",
    facts([...placeFacts(plan), { label: "gate", lines: gate }], columns),
    ...(refusals.length === 0
      ? []
      : [
          bullets(
            refusals.map(({ reason }) => reason),
            columns,
          ),
        ]),
    facts([{ label: "by hand", lines: [plan.byHand] }], columns),
  ].join("\n");
}

function placeFacts(plan: MovePlan): readonly Fact[] {
  const { ticket, ahead, endsMoveTo, requestedBy, reason, reference, freezes, overridden, notes, schemas } =
    plan;
  const zones = Object.entries(plan.names);
  return [
    {
      label: "names",
      lines:
        zones.length === 0
          ? ["none: the workers' parameters move"]
          : zones.map(([zoneId, names]) => `${zoneId}: ${names.join(", ")}`),
    },
    {
      label: "ticket",
      lines: [
        `${ticket === undefined ? `a new one, ${requestedBy}` : ticketWords(ticket)}; ${aheadWords(ahead, endsMoveTo)}`,
      ],
    },
    {
      label: "why",
      lines: [reference, reason].filter((line) => line !== undefined),
    },
    { label: "schemas", lines: schemaLines(schemas) },
    { label: "freeze", lines: freezes.length === 0 ? ["none"] : freezes },
    { label: "overrides", lines: overridden.length === 0 ? ["none"] : overridden.map(overrideWords) },
    { label: "notes", lines: notes },
  ];
}

/** Who passes a gate by, and what it had to say. */
export function overrideWords({ reason, override }: GateReading["overridden"][number]): string {
  const { by, until } = override;
  return `${by}, until ${until}: ${override.reason}. It passes by: ${reason}`;
}

/** What happened. */
export interface MoveReport {
  readonly action: "promote" | "rollback";
  readonly stack: string;
  readonly stackFile: string;
  readonly from: string;
  readonly to: string;
  readonly names: number;

  /** By zone id, the colour that its names are on. */
  readonly namesOn: Readonly<Record<string, string>>;
  readonly batches: number;
  readonly ledger?: { readonly sequence: number; readonly hash: string; readonly result: string } | undefined;
  readonly ticket: string;

  /** Milliseconds, in the order of the phases. */
  readonly took: readonly (readonly [phase: string, milliseconds: number])[];
}

/** One screen that says what happened, how long it took, and what is left to do. */
export function doneScreen(report: MoveReport, columns: number, paint: Paint): string {
  const { action, stack, stackFile, to, names, namesOn, batches, ledger, ticket } = report;
  const zones = Object.entries(namesOn);
  return [
    paint.strong(paint.good(`${to} has the public names of stack ${stack}.`)),
    "",
    facts(
      [
        {
          label: "moved",
          lines: [
            `${counted(names, "name")} in ${counted(zones.length, "zone")}, ${batches} change ${batches === 1 ? "batch" : "batches"}`,
          ],
        },
        { label: "names on", lines: zones.map(([zoneId, color]) => `${zoneId}: ${color}`) },
        {
          label: "ledger",
          lines: ledger === undefined ? [] : [`record ${ledger.sequence}, ${ledger.result}`],
        },
        { label: "ticket", lines: [ticket] },
        { label: "took", lines: [tookWords(report.took)] },
        { label: "back", lines: [`duotone rollback --stack ${stack}`] },
        {
          label: "commit",
          lines: [
            `git commit -m "${action === "promote" ? "Promote" : "Roll back to"} ${to} of ${stack}" ${stackFile}`,
          ],
        },
      ],
      columns,
    ),
  ].join("\n");
}
