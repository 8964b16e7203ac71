import { apply } from "./apply";
import { awsCloud } from "./awsCloud";
import { check } from "./check";
import { systemClock } from "./clock";
import { hasChanged } from "./diff";
import { watchEngine } from "./engineWatch";
import { readRequired, readState } from "./inputs";
import { read } from "./read";
import { remove } from "./remove";
import type { Properties, Refusal, SwitchTools } from "./types";

/** What the engine asks of the switch. */
export interface SwitchOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Refusal[] }>;
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
  return switchOperations({
    cloudFor: awsCloud,
    clock: systemClock(engineGone),
    // The engine shows what a dynamic provider prints, while the operation still runs.
    progress: (message) => {
      console.log(`release switch: ${message}`);
    },
  });
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
