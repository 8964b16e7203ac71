import { anyOf } from "../../providers/anyOf";
import type { CommandContext } from "../context";
import { deployedScreen, deployScreen, type DeployPlan, type DeployReport } from "../screens/deployScreen";
import { counted, listed } from "../screens/words";
import type { EngineResult, Session } from "../session";
import { changeStack, configByHand, type ChangedStack } from "./changeStack";
import { confirm } from "./confirm";
import type { DeployWish } from "./deployWish";
import { inTurn, type TurnTaken, type TurnWish } from "./inTurn";
import type { SchemaFact } from "./schemaFacts";
import type { SwitchInStack } from "./switchInStack";

/** What a deploy did, for programs. */
export interface DeployDocument {
  readonly result: "done" | "nothing to do";
  readonly plan: DeployPlan;
  readonly report?: DeployReport;
}

export interface DeployRequest extends TurnWish {
  readonly wish: DeployWish;

  /** Whether waiting deploys of the same services are no longer needed. */
  readonly supersede: boolean;
}

/**
 * Deploys commits to a cluster that is not live: shows, asks, waits for its turn, previews, updates.
 *
 * @param of The stack's switch; undefined where the stack has none, and so no queue either
 */
export async function deployRelease(
  context: CommandContext,
  session: Session,
  of: SwitchInStack | undefined,
  request: DeployRequest,
): Promise<DeployDocument> {
  const { terminal } = context;
  const schemas = of === undefined ? [] : await schemasOf(context, session, of, request.wish);
  const plan = { ...deployPlan(session.stack, of, request.wish), schemas };
  if (plan.services.every(({ old, new: next }) => old === next)) {
    terminal.print(`Nothing to do: ${session.stackFile} names these commits for ${plan.cluster} already.`);
    return { result: "nothing to do", plan };
  }
  terminal.print(deployScreen(plan, terminal.columns, terminal.paint));
  await confirm(context, `Deploy to ${plan.cluster}?`);

  const work = (env: Readonly<Record<string, string>>, signal: AbortSignal, about: string) =>
    changeStack(context, session, {
      changes: plan.services.map(({ service, old, new: value }) => ({
        path: releasePath(plan.cluster, service),
        value,
        before: old,
      })),
      message: `Deploy ${plan.services.map(({ service }) => service).join(", ")} to ${plan.cluster}${about}`,
      env,
      signal,
      accept: (preview) => {
        terminal.note(`${counted(preview.changed.length, "resource")} of ${preview.resources} will change.`);
        return Promise.resolve();
      },
      whyKept: (update) => Promise.resolve(whyKept(update, session)),
    });
  const taken =
    of === undefined
      ? { value: await work({}, context.signal, ""), queued: 0, ticket: undefined }
      : await inTurn(
          context,
          session,
          of,
          {
            ...request,
            request: {
              action: "deploy",
              color: plan.cluster,
              commits: request.wish.commits,
              ...(request.supersede && { supersede: true }),
            },
          },
          (turn) => work(turn.env, anyOf(context.signal, turn.lost), ` (${turn.ticket.id})`),
        );
  const report = reportOf(session, plan, taken);
  terminal.print(`\n${deployedScreen(report, terminal.columns, terminal.paint)}`);
  return { result: "done", plan, report };
}

/** Where the schemas of the services stand that are deployed, for people to see before they say yes. */
async function schemasOf(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  { cluster, commits }: DeployWish,
): Promise<readonly SchemaFact[]> {
  const deployed = Object.keys(commits).filter((service) => of.inputs.schemas?.[service] !== undefined);
  return deployed.length === 0
    ? []
    : context.progress.phase(`Looking at the schemas of ${listed(deployed)}`, () =>
        session.readSchemas(of, { cluster, commits }, context.signal),
      );
}

/** The path of one commit in the stack's configuration. */
export function releasePath(cluster: string, service: string): string {
  return `releases.${cluster}.${service}`;
}

function deployPlan(
  stack: string,
  of: SwitchInStack | undefined,
  { cluster, commits, before }: DeployWish,
): Omit<DeployPlan, "schemas"> {
  const sets = Object.entries(commits).map(([service, commit]) =>
    configByHand(releasePath(cluster, service), commit, stack),
  );
  return {
    stack,
    cluster,
    isColor: of?.inputs.colors.includes(cluster) ?? false,
    activeColor: of?.state.activeColor,
    services: Object.entries(commits).map(([service, commit]) => ({
      service,
      old: before[service],
      new: commit,
    })),
    byHand: [...sets, `pulumi up --stack ${stack}`],
  };
}

/** A deploy that stopped half-way has made resources for the new commits: the file that names them stays. */
function whyKept({ changed }: EngineResult, { stackFile, stack }: Session): string | undefined {
  return changed.length === 0
    ? undefined
    : `${counted(changed.length, "resource")} changed before it stopped, so ${stackFile} stays as it is. Mend what failed ` +
        `and go on: pulumi up --stack ${stack}. Or deploy the commits of before. The names have not moved.`;
}

function reportOf(
  { stack, stackFile }: Session,
  { cluster, isColor, services }: DeployPlan,
  {
    value,
    queued,
    ticket,
  }: Omit<TurnTaken<ChangedStack>, "ticket"> & { readonly ticket: string | undefined },
): DeployReport {
  const { preview, update, result } = value;
  return {
    stack,
    stackFile,
    cluster,
    isColor,
    services: services.map(({ service }) => service),
    changed: result.changed.length,
    ticket,
    took: [["queue", queued] as const, ["preview", preview] as const, ["update", update] as const].filter(
      ([phase]) => phase !== "queue" || ticket !== undefined,
    ),
  };
}
