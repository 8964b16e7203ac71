import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { systemClock } from "../switch/clock";
import { watchEngine } from "../switch/engineWatch";
import { awsAccount } from "./awsAccount";
import { accountOf, inputsOf, readInputs, readRequired, readState } from "./inputs";
import { clearRegions, lookAtRegions } from "./regions";
import type { NetworksTools, Properties, Refusal } from "./types";

/** What the engine asks of the removal. */
export interface NetworksOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Refusal[] }>;
  diff(olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  create(news: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id: string; props: Properties; inputs?: Properties }>;
  update(olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  remove(props: Properties): Promise<void>;
}

/** The engine's end, watched once per process and from the first operation on. */
let engineGone: AbortSignal | undefined;

/** The removal with the real AWS behind it, in the process that the engine starts for dynamic providers. */
export function defaultNetworksOperations(): NetworksOperations {
  engineGone ??= watchEngine(process.argv[2]);
  return networksOperations({
    accountFor: awsAccount,
    clock: systemClock(engineGone),
    // The engine shows what a dynamic provider prints, while the operation still runs.
    progress: (message) => {
      console.log(`default network: ${message}`);
    },
  });
}

/** The removal in any cloud and on any clock. */
export function networksOperations(tools: NetworksTools): NetworksOperations {
  const cleared = async (news: Properties): Promise<{ id: string; outs: Properties }> => {
    const inputs = readRequired(news);
    const id = `default-networks-${accountOf(inputs)}`;
    const { cleared, failure, hasBegun } = await clearRegions(tools, inputs);
    if (failure === undefined) {
      return { id, outs: { ...inputsOf(news), cleared: [...inputs.regions] } };
    }
    const error = new Error(failure);
    // With these the engine records how far it came, and the next run goes on from there.
    const properties = { ...inputsOf(news), cleared: [...cleared] };
    throw hasBegun ? Object.assign(error, { id, properties, reasons: [failure] }) : error;
  };
  return {
    check: (_olds, news) => {
      const read = readInputs(news);
      return Promise.resolve({ inputs: news, failures: "problems" in read ? [...read.problems] : [] });
    },
    diff: (olds, news) => Promise.resolve(difference(olds, news)),
    create: (news) => cleared(news),
    read: (id, props) => look(tools, id, props),
    update: async (_olds, news) => ({ outs: (await cleared(news)).outs }),
    remove: (props) => {
      explain(tools, props);
      return Promise.resolve();
    },
  };
}

/** Another account is another resource; one that is not known yet is taken for the same. The order of the regions means nothing. */
function difference(olds: Properties, news: Properties): { changes: boolean; replaces: string[] } {
  const [before, after] = [readState(olds), readInputs(news)];
  if (before === undefined || "problems" in after) {
    return { changes: true, replaces: [] };
  }
  const { inputs } = after;
  const moved = ![accountOf(before), unknownValue].includes(accountOf(inputs));
  const changed =
    before.version !== inputs.version ||
    before.roleArn !== inputs.roleArn ||
    !isSame(before.regions, inputs.regions) ||
    !isSame(before.cleared, inputs.regions);
  return { changes: changed, replaces: moved ? ["roleArn"] : [] };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.every((item) => others.includes(item)) && others.every((item) => some.includes(item));
}

/**
 * What is there now. A default network that came back is missing in `cleared`, and the next run removes it. An account
 * whose role is denied is gone as far as the stack is concerned.
 */
async function look(
  tools: NetworksTools,
  id: string,
  props: Properties,
): Promise<{ id: string; props: Properties; inputs?: Properties }> {
  const found = await lookAtRegions(tools, readRequired(props), readState(props)?.cleared ?? []);
  const inputs = inputsOf(props);
  return found === "denied"
    ? { id: "", props: {} }
    : { id, props: { ...inputs, cleared: [...found] }, inputs };
}

/** What is removed stays removed: nothing of the stack depended on it. */
function explain({ progress }: NetworksTools, props: Properties): void {
  const inputs = readRequired(props);
  progress(
    `account ${accountOf(inputs)} stays without one in ${inputs.regions.join(", ")}. Who needs it: ` +
      "`aws ec2 create-default-vpc --region <region>` makes a new one, where no guardrail forbids it.",
  );
}
