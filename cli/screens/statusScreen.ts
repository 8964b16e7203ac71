import type { Lane } from "../../providers/queue/lane";
import type { Unreadable } from "../../providers/switch/promotion";
import type { Paint } from "../paint";
import type { GateReading, GateReason } from "../release/gateReading";
import type { PastRelease } from "../release/lastReleases";
import type { SchemaFact } from "../release/schemaFacts";
import { bullets, type Fact, facts, table } from "./layout";
import { overrideWords } from "./moveScreen";
import { queueLines } from "./queueLines";
import { alarmText, healthText, releaseText, type ServiceIn } from "./serviceLines";
import { schemaLines } from "./schemaLines";
import { counted, minuteOf, personOf } from "./words";

/** How a stack stands. */
export interface Status {
  readonly stack: string;

  /** The colour that the last update made active. */
  readonly activeColor: string;
  readonly idleColor: string;

  /** What the stack's file says; another colour is a change that is not carried out yet. */
  readonly configuredColor?: string | undefined;

  /** The colour that an update has to be finished to which was cut off; undefined where there is none. */
  readonly cutOff?: string | undefined;

  /** By zone id, the colour that its names are on now, or `unknown`. */
  readonly namesOn: Readonly<Record<string, string>>;
  readonly colors: readonly string[];
  readonly services: readonly {
    readonly service: string;

    /** By colour. */
    readonly in: Readonly<Record<string, ServiceIn>>;
  }[];

  /** Of the services that have a database: where their schemas stand. */
  readonly schemas: readonly SchemaFact[];

  /** What the gate has against a move to the idle colour; empty where nothing is in its way. */
  readonly refusals: readonly GateReason[];

  /** What a person passes by. */
  readonly overridden: GateReading["overridden"];

  /** What speaks against the move and does not stop it. */
  readonly notes: readonly string[];
  readonly queue: Lane | Unreadable;

  /** The newest first. */
  readonly releases: readonly PastRelease[] | Unreadable;

  /** ISO 8601, UTC: when all this was read. */
  readonly at: string;
}

/** Both colours side by side, and what is about to happen to them. */
export function statusScreen(status: Status, columns: number, paint: Paint): string {
  const { stack, activeColor, colors, services, refusals, queue, releases, at } = status;
  const head = colors.map((color) => ({
    content: color === activeColor ? `${color}, active` : `${color}, idle`,
    colSpan: 3,
  }));
  const rows = services.map(({ service, in: by }) => [
    service,
    ...colors.flatMap((color) => {
      const cell = by[color];
      return [
        releaseText(cell?.release, columns),
        healthText(cell?.health, paint),
        alarmText(cell?.alarms, paint),
      ];
    }),
  ]);
  return [
    paint.strong(`Stack ${stack}: ${standing(status)}. ${minuteOf(at)} UTC.`),
    "",
    table(["service", ...head], rows),
    "",
    facts(
      [
        ...nameFacts(status),
        { label: "schemas", lines: schemaLines(status.schemas) },
        { label: "promotion", lines: [promotionWords(status, paint)] },
      ],
      columns,
    ),
    ...(refusals.length === 0
      ? []
      : [
          bullets(
            refusals.map(({ reason }) => reason),
            columns,
          ),
        ]),
    facts(
      [
        { label: "overrides", lines: status.overridden.map(overrideWords) },
        { label: "notes", lines: status.notes },
        {
          label: "queue",
          lines: "unreadable" in queue ? [unreadableWords(queue, paint)] : queueLines(queue, Date.parse(at)),
        },
        {
          label: "releases",
          lines: "unreadable" in releases ? [unreadableWords(releases, paint)] : releaseLines(releases),
        },
      ],
      columns,
    ),
  ].join("\n");
}

function standing({ activeColor, cutOff }: Status): string {
  return cutOff === undefined
    ? `${activeColor} has the public names`
    : `an update to ${cutOff} was cut off, and is still to be finished`;
}

function promotionWords({ stack, idleColor, refusals, cutOff }: Status, paint: Paint): string {
  if (cutOff !== undefined) {
    return paint.bad(`first finish what was begun: duotone promote ${cutOff} --stack ${stack}`);
  }
  return refusals.length === 0
    ? paint.good(`${idleColor} could be promoted now: duotone promote --stack ${stack}`)
    : paint.bad(`${idleColor} could not be promoted now, for ${counted(refusals.length, "reason")}:`);
}

/** Told only where names, state and file do not say the same. */
function nameFacts({ namesOn, activeColor, configuredColor }: Status): readonly Fact[] {
  const stray = Object.entries(namesOn).filter(([, color]) => color !== activeColor);
  return [
    {
      label: "names",
      lines: stray.map(
        ([zoneId, color]) => `${zoneId} is on ${color}; the last update left it on ${activeColor}`,
      ),
    },
    {
      label: "file",
      lines:
        configuredColor === undefined || configuredColor === activeColor
          ? []
          : [`activeColor is ${configuredColor}, which no update has carried out yet`],
    },
  ];
}

/** Releases in a line each. */
export function releaseLines(releases: readonly PastRelease[]): readonly string[] {
  return releases.length === 0
    ? ["none yet"]
    : releases.map(({ sequence, at, action, from, to, result, by, reference }) => {
        const move =
          to === null ? "names removed" : from.length === 0 ? to : `${from.join(" and ")} to ${to}`;
        const about = reference === undefined ? "" : `, ${reference}`;
        return `${sequence}. ${minuteOf(at)} ${action}, ${move}: ${result}, ${personOf(by)}${about}`;
      });
}

function unreadableWords({ unreadable }: Unreadable, paint: Paint): string {
  return paint.bad(`could not be read: ${unreadable}`);
}
