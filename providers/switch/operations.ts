import { policyPackDigest } from "../ledger/policyPack";
import { commitAuthor } from "../ledger/who";
import { apply } from "./apply";
import { awsCloud } from "./awsCloud";
import { check } from "./check";
import { systemClock } from "./clock";
import { hasChanged } from "./diff";
import { watchEngine } from "./engineWatch";
import { readRequired, readState } from "./inputs";
import { read } from "./read";
import { remove } from "./remove";
import type { CheckFailure, ClaimedTurn, Properties, SwitchTools } from "./types";

/** What the engine asks of the switch. */
export interface SwitchOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  create(news: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id: string; props: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  remove(props: Properties): Promise<void>;
}

/** The engine's end, watched once per process and from the first operation on. */
let engineGone: AbortSignal | undefined;

/** The switch with the real AWS behind it, in the process that the engine starts for dynamic providers. */
export function releaseSwitchOperations(): SwitchOperations {
  engineGone ??= watchEngine(process.argv[2]);
  const clock = systemClock(engineGone);
  return switchOperations({
    cloudFor: (reach) => awsCloud(reach, clock),
    clock,
    project: {
      author: (signal) => commitAuthor(process.cwd(), signal),
      policyPack: () => policyPackDigest("policy"),
    },
    turn: claimedTurn(process.env),
    // The engine shows what a dynamic provider prints, while the operation still runs.
    progress: (message) => {
      console.log(`release switch: ${message}`);
    },
  });
}

/**
 * The turn in the release queue that was claimed for this run, from its environment: it is a matter of the run and not
 * of what exists, like the credentials.
 *
 * @throws Error where only half of it is there.
 */
export function claimedTurn(environment: NodeJS.ProcessEnv): ClaimedTurn | undefined {
  const { DUOTONE_TICKET: ticketId, DUOTONE_FENCING_TOKEN: token } = environment;
  if (ticketId === undefined && token === undefined) {
    return undefined;
  }
  if (ticketId === undefined || ticketId === "" || !/^[1-9]\d{0,14}$/.test(token ?? "")) {
    throw new Error(
      `DUOTONE_TICKET is "${ticketId ?? ""}" and DUOTONE_FENCING_TOKEN is "${token ?? ""}". Set both as \`duotone queue claim\` ` +
        "prints them, or neither: the run then takes its turn itself.",
    );
  }
  return { ticketId, token: Number(token) };
}

/** The switch on any cloud and clock. */
export function switchOperations(tools: SwitchTools): SwitchOperations {
  return {
    check: (olds, news) => check(tools, olds, news),
    // Nothing is ever replaced, not even for another stack name: names that are served must not go.
    diff: (olds, news) => Promise.resolve({ changes: hasChanged(olds, news), replaces: [] }),
    create: async (news) => {
      const id = `release-switch-${readRequired(news).stack}`;
      return { id, outs: await apply(tools, id, undefined, news) };
    },
    read: (id, props) => read(tools, id, props),
    update: async (id, olds, news) => ({ outs: await apply(tools, id, readState(olds), news) }),
    remove: (props) => remove(tools, props),
  };
}
