import type { Finding } from "../../providers/ledger/findings";
import type { ReleaseAt } from "../../providers/ledger/history";
import type {
  LedgerBody,
  Intent,
  LedgerEntry,
  LedgerRelease,
  Migration,
  Outcome,
} from "../../providers/ledger/record";
import type { Paint } from "../paint";
import { bullets, type Fact, facts, table } from "./layout";
import { counted, cut, imageText, minuteOf, personOf, shortCommit } from "./words";

/** Characters of a person's name in a table. */
const LONGEST_NAME = 20;

/** Records of the ledger in a line each, the oldest first. */
export function recordsScreen(
  stack: string,
  entries: readonly LedgerEntry[],
  columns: number,
  paint: Paint,
): string {
  if (entries.length === 0) {
    return `The ledger of ${stack} is empty.`;
  }
  const rows = entries.map(({ record: { sequence, at, body } }) => [
    { content: String(sequence), hAlign: "right" as const },
    minuteOf(at),
    ...bodyCells(body, paint),
  ]);
  const [first] = entries;
  const last = entries.at(-1);
  return [
    paint.strong(
      `Ledger of ${stack}: records ${first?.record.sequence ?? 0} to ${last?.record.sequence ?? 0}.`,
    ),
    "",
    table(["", "at (UTC)", "record", "names", "by"], rows),
    "",
    facts([{ label: "last hash", lines: [last?.hash ?? ""] }], columns),
  ].join("\n");
}

function bodyCells(body: LedgerBody, paint: Paint): readonly string[] {
  switch (body.kind) {
    case "intent":
      return intentCells(body);
    case "outcome":
      return outcomeCells(body, paint);
    case "migration":
      return migrationCells(body, paint);
  }
}

function migrationCells(
  { result, begun, service, from, to, cluster, by }: Migration,
  paint: Paint,
): readonly string[] {
  const text = begun === null ? "migration" : `migration ${result} (of ${begun})`;
  return [
    result === "failed" ? paint.bad(text) : text,
    `${service}, version ${from} to ${to}, on ${cluster}`,
    begun === null ? cut(personOf(by), LONGEST_NAME) : "",
  ];
}

function intentCells({ action, from, to, ticket, caller }: Intent): readonly string[] {
  return [
    `intent: ${action}`,
    `${from.length === 0 ? "nowhere" : from.join(" and ")} to ${to ?? "nowhere"}`,
    cut(personOf(ticket?.requestedBy ?? caller.arn), LONGEST_NAME),
  ];
}

function outcomeCells({ intent, result, activeColor }: Outcome, paint: Paint): readonly string[] {
  const text = `${result} (of ${intent})`;
  return [result === "done" ? text : paint.bad(text), `on ${activeColor ?? "no single colour"}`, ""];
}

/** One record with everything that is in it. */
export function recordScreen(
  { record, hash, signature, keyArn }: LedgerEntry,
  columns: number,
  paint: Paint,
): string {
  const { stack, sequence, previous, at, body } = record;
  const [what, head, services] = bodyParts(body, columns);
  return [
    paint.strong(`Record ${sequence} of ${stack}: ${body.kind}, ${at}.`),
    "",
    ...(services.length === 0 ? [] : [table(head, services), ""]),
    facts(
      [
        ...what,
        { label: "hash", lines: [hash] },
        { label: "before it", lines: [previous] },
        { label: "signature", lines: [signature] },
        { label: "signed with", lines: [keyArn] },
      ],
      columns,
    ),
  ].join("\n");
}

/** Facts of a record, and its table of services: head and rows. */
function bodyParts(
  body: LedgerBody,
  columns: number,
): readonly [facts: readonly Fact[], head: readonly string[], rows: readonly (readonly string[])[]] {
  switch (body.kind) {
    case "intent": {
      const hasSchemas = Object.values(body.services).some(({ schema }) => schema !== undefined);
      return [
        intentFacts(body),
        ["service", "old", "new", ...(hasSchemas ? ["schema"] : [])],
        Object.entries(body.services).map(([service, { old, new: next, schema }]) => [
          service,
          releaseWords(old, columns),
          releaseWords(next, columns),
          ...(hasSchemas ? [schema === undefined ? "" : String(schema)] : []),
        ]),
      ];
    }
    case "outcome":
      return [
        outcomeFacts(body),
        ["service", "reached"],
        Object.entries(body.release).map(([service, release]) => [service, releaseWords(release, columns)]),
      ];
    case "migration":
      return [migrationFacts(body), [], []];
  }
}

function migrationFacts(body: Migration): readonly Fact[] {
  const { result, begun, id, service, from, to, cluster, commit, by, caller } = body;
  const { commandId, instanceId, reason, reference, message } = body;
  const line = (label: string, text: string | undefined) => ({
    label,
    lines: text === undefined ? [] : [text],
  });
  return [
    line("migration", `${id}, ${result}${begun === null ? "" : `, of record ${begun}`}`),
    line("database", `${service}, from version ${from} to ${to}`),
    line("run by", `commit ${commit}, in ${cluster}`),
    line("command", commandId === undefined ? undefined : `${commandId} on ${instanceId ?? "no instance"}`),
    line("by", by),
    line("caller", caller.arn),
    line("why", [reference, reason].filter((part) => part !== undefined).join(", ") || undefined),
    line("message", message),
  ];
}

function intentFacts(body: Intent): readonly Fact[] {
  const { action, from, to, ticket, caller, author, policyPack, gateDigest, overrides } = body;
  return [
    { label: "action", lines: [`${action}, ${from.join(" and ") || "nowhere"} to ${to ?? "nowhere"}`] },
    {
      label: "ticket",
      lines:
        ticket === null
          ? ["none"]
          : [
              [`${ticket.id}, token ${ticket.token}, ${ticket.requestedBy}`, ticket.reference, ticket.reason]
                .filter((part) => part !== undefined)
                .join(", "),
            ],
    },
    { label: "caller", lines: [caller.arn] },
    {
      label: "author",
      lines:
        author === null
          ? ["not known"]
          : [
              `${author.name} <${author.email}>, commit ${author.commit}${author.dirty ? ", with changes" : ""}`,
            ],
    },
    { label: "policy pack", lines: [policyPack ?? "none"] },
    { label: "gate", lines: [gateDigest] },
    {
      label: "overrides",
      lines:
        overrides.length === 0
          ? ["none"]
          : overrides.map(
              ({ gate, service, reason, by, until }) =>
                `${gate}${service === undefined ? "" : ` of ${service}`}, by ${by} until ${until}: ${reason}`,
            ),
    },
  ];
}

function outcomeFacts({ intent, result, namesOn, activeColor, message }: Outcome): readonly Fact[] {
  return [
    { label: "of intent", lines: [String(intent)] },
    { label: "result", lines: [result] },
    { label: "names", lines: Object.entries(namesOn).map(([zoneId, color]) => `${zoneId} on ${color}`) },
    { label: "active", lines: [activeColor ?? "no single colour"] },
    { label: "message", lines: message === undefined ? [] : [message] },
  ];
}

/** What `ledger verify` found. */
export interface Verification {
  readonly stack: string;

  /** Stored versions of records. */
  readonly objects: number;
  readonly findings: readonly Finding[];
}

export function verifyScreen(
  { stack, objects, findings }: Verification,
  columns: number,
  paint: Paint,
): string {
  const faults = findings.filter(({ isFault }) => isFault);
  const others = findings.filter(({ isFault }) => !isFault);
  const what = `${counted(objects, "record")} of stack ${stack}`;
  const verdict =
    faults.length === 0
      ? paint.good(`The ledger verifies: ${what}, every hash, link and signature.`)
      : paint.bad(`The ledger does not verify: ${counted(faults.length, "fault")} in ${what}.`);
  return [
    paint.strong(verdict),
    ...(faults.length === 0 ? [] : ["", bullets(faults.map(findingText), columns)]),
    ...(others.length === 0 ? [] : ["", "To know:", bullets(others.map(findingText), columns)]),
  ].join("\n");
}

function findingText({ kind, message }: Finding): string {
  return `${kind}: ${message}`;
}

/** What the public names reached at a moment. */
export function atScreen(
  stack: string,
  date: Date,
  release: ReleaseAt | undefined,
  columns: number,
  paint: Paint,
): string {
  const moment = `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  if (release === undefined) {
    return `At ${moment} the ledger of ${stack} knew of no release yet.`;
  }
  const { activeColor, namesOn, since, by, sequence, moving } = release;
  const odd = Object.entries(namesOn).filter(([, color]) => color !== activeColor);
  const ticket = by?.ticket;
  return [
    paint.strong(`At ${moment} the public names of ${stack} reached ${activeColor ?? "no single colour"}.`),
    "",
    table(
      ["service", "commit", "image"],
      Object.entries(release.release).map(([service, { commit, imageId }]) => [
        service,
        commit,
        imageText(imageId, columns),
      ]),
    ),
    "",
    facts(
      [
        { label: "since", lines: [`${minuteOf(since)} UTC, record ${sequence}`] },
        {
          label: "by",
          lines: by === null ? ["not known"] : [personOf(ticket?.requestedBy ?? by.caller.arn)],
        },
        { label: "why", lines: [ticket?.reference, ticket?.reason].filter((line) => line !== undefined) },
        { label: "names", lines: odd.map(([zoneId, color]) => `${zoneId} on ${color}`) },
        {
          label: "moving",
          lines:
            moving?.record.body.kind === "intent"
              ? [
                  `record ${moving.record.sequence} had no outcome yet: to ${moving.record.body.to ?? "nowhere"}`,
                ]
              : [],
        },
      ],
      columns,
    ),
  ].join("\n");
}

function releaseWords(release: LedgerRelease | null, columns: number): string {
  return release === null
    ? "nothing"
    : `${shortCommit(release.commit)} ${imageText(release.imageId, columns)}`;
}
