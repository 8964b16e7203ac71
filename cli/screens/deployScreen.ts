import type { Paint } from "../paint";
import type { SchemaFact } from "../release/schemaFacts";
import { facts, table } from "./layout";
import { schemaLines } from "./schemaLines";
import { counted, listed, shortCommit, tookWords } from "./words";

/** Everything that is shown before commits are deployed. */
export interface DeployPlan {
  readonly stack: string;
  readonly cluster: string;

  /** Whether the cluster is one that may be promoted. */
  readonly isColor: boolean;
  readonly activeColor?: string | undefined;
  readonly services: readonly {
    readonly service: string;

    /** Commit that the stack's file names before; undefined where it names none. */
    readonly old: string | undefined;
    readonly new: string;
  }[];

  /** Of the services that have a database: where their schemas stand, and what the new commits run on. */
  readonly schemas: readonly SchemaFact[];
  readonly byHand: readonly string[];
}

/** What a deploy did. */
export interface DeployReport {
  readonly stack: string;
  readonly stackFile: string;
  readonly cluster: string;
  readonly isColor: boolean;
  readonly services: readonly string[];

  /** Resources that changed. */
  readonly changed: number;

  /** What became of the ticket; undefined where the stack has no queue. */
  readonly ticket?: string | undefined;

  /** Milliseconds, in the order of the phases. */
  readonly took: readonly (readonly [phase: string, milliseconds: number])[];
}

/** One screen that says what is about to be deployed. */
export function deployScreen(plan: DeployPlan, columns: number, paint: Paint): string {
  const { stack, cluster, activeColor, services, schemas, byHand } = plan;
  const live = activeColor === undefined ? "" : `; ${activeColor} stays live`;
  return [
    paint.strong(`Deploy ${counted(services.length, "service")} to ${cluster} of stack ${stack}${live}.`),
    "",
    table(
      ["service", "commit now", "commit then"],
      services.map(({ service, old, new: next }) => [
        service,
        old === undefined ? "none" : shortCommit(old),
        old === next ? paint.faint("the same") : next,
      ]),
    ),
    "",
    facts(
      [
        { label: "schemas", lines: schemaLines(schemas) },
        { label: "by hand", lines: byHand },
      ],
      columns,
    ),
  ].join("\n");
}

/** One screen that says what was deployed, how long it took, and how to go on. */
export function deployedScreen(report: DeployReport, columns: number, paint: Paint): string {
  const { stack, stackFile, cluster, isColor, services, changed, ticket, took } = report;
  const names = listed(services);
  return [
    paint.strong(paint.good(`${cluster} of stack ${stack} runs the new commits of ${names}.`)),
    "",
    facts(
      [
        { label: "changed", lines: [counted(changed, "resource")] },
        { label: "ticket", lines: ticket === undefined ? [] : [ticket] },
        { label: "took", lines: [tookWords(took)] },
        { label: "next", lines: isColor ? [`duotone promote ${cluster} --stack ${stack}`] : [] },
        { label: "commit", lines: [`git commit -m "Deploy ${names} to ${cluster}" ${stackFile}`] },
      ],
      columns,
    ),
  ].join("\n");
}
