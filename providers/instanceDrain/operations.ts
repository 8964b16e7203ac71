import { systemClock } from "../switch/clock";
import { watchEngine } from "../switch/engineWatch";
import { awsFleet } from "./awsFleet";
import { drainGroups, expectInstances } from "./drain";
import { readInputs, readRequired } from "./inputs";
import { overridesInFile } from "./stackOverrides";
import type { DrainInputs, DrainTools, Properties, Refusal } from "./types";

/** What the engine asks of the drain. */
export interface DrainOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Refusal[] }>;
  diff(olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  create(news: Properties): Promise<{ id: string; outs: Properties }>;
  update(olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  remove(props: Properties): Promise<void>;
}

/** The engine's end, watched once per process and from the first operation on. */
let engineGone: AbortSignal | undefined;

/** The drain with the real AWS behind it, in the process that the engine starts for dynamic providers. */
export function instanceDrainOperations(): DrainOperations {
  engineGone ??= watchEngine(process.argv[2]);
  return drainOperations({
    cloudFor: awsFleet,
    overridesOf: (stack) => overridesInFile(process.cwd(), stack),
    clock: systemClock(engineGone),
    // The engine shows what a dynamic provider prints, while the operation still runs.
    progress: (message) => {
      console.log(message);
    },
  });
}

/** The drain in any cloud and on any clock. */
export function drainOperations(tools: DrainTools): DrainOperations {
  return {
    check: (_olds, news) => {
      const read = readInputs(news);
      return Promise.resolve({ inputs: news, failures: "problems" in read ? [...read.problems] : [] });
    },
    diff: (olds, news) => Promise.resolve({ changes: isChanged(olds, news), replaces: [] }),
    create: async (news) => {
      const inputs = readRequired(news);
      const { stack, cluster, service, waitForInstances } = inputs;
      if (waitForInstances === true) {
        await expectInstances(tools, inputs);
      }
      return { id: `drain-${stack}-${cluster}-${service}`, outs: news };
    },
    update: async (olds, news) => {
      const [before, inputs] = [readRequired(olds), readRequired(news)];
      // Whatever becomes of it, the engine keeps the old group's name until all of it is confirmed.
      await drainGroups(tools, inputs, { gone: before, stays: inputs.groupName });
      return { outs: news };
    },
    remove: async (props) => {
      const inputs = readRequired(props);
      const overrides = [...inputs.overrides, ...(await tools.overridesOf(inputs.stack))];
      await drainGroups(tools, { ...inputs, overrides }, { gone: inputs });
    },
  };
}

/** Overrides and time limits matter only while something is drained. */
function isChanged(olds: Properties, news: Properties): boolean {
  const [before, after] = [readInputs(olds), readInputs(news)];
  return "problems" in before || "problems" in after || essence(before.inputs) !== essence(after.inputs);
}

function essence(inputs: DrainInputs): string {
  const { version, stack, cluster, service, region, roleArn, groupName, logGroupName, archive } = inputs;
  const place = [archive?.bucket, archive?.prefix];
  return JSON.stringify([version, stack, cluster, service, region, roleArn, groupName, logGroupName, place]);
}
