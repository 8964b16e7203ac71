import { systemClock } from "../switch/clock";
import { watchEngine } from "../switch/engineWatch";
import { awsAccess } from "./awsAccess";
import { readInputs, readRequired } from "./inputs";
import type { InputRefusal } from "../dynamicInputs";
import type { AccessTools, Properties } from "./types";
import { isDenial } from "./verdict";
import { waitForAccess } from "./wait";

/** Seconds for the one question of a refresh. */
const READ_SECONDS = 60;

/** What the engine asks of the wait. */
export interface AccessOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: InputRefusal[] }>;
  diff(olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  create(news: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id: string; props: Properties }>;
  update(olds: Properties, news: Properties): Promise<{ outs: Properties }>;
}

/** The engine's end, watched once per process and from the first operation on. */
let engineGone: AbortSignal | undefined;

/** The wait with the real AWS behind it, in the process that the engine starts for dynamic providers. */
export function accountAccessOperations(): AccessOperations {
  engineGone ??= watchEngine(process.argv[2]);
  return accessOperations({
    cloudFor: awsAccess,
    clock: systemClock(engineGone),
    // The engine shows what a dynamic provider prints, while the operation still runs.
    progress: (message) => {
      console.log(message);
    },
  });
}

/** The wait on any cloud and clock. */
export function accessOperations(tools: AccessTools): AccessOperations {
  const waited = async (news: Properties): Promise<Properties> => {
    const inputs = readRequired(news);
    await waitForAccess(tools, inputs);
    return { ...news, roleArn: inputs.role };
  };
  return {
    check: (_olds, news) => {
      const read = readInputs(news);
      return Promise.resolve({ inputs: news, failures: "problems" in read ? [...read.problems] : [] });
    },
    diff: (olds, news) => Promise.resolve(difference(olds, news)),
    create: async (news) => ({ id: readRequired(news).role, outs: await waited(news) }),
    read: (id, props) => look(tools, id, props),
    update: async (_olds, news) => ({ outs: await waited(news) }),
  };
}

/** Another role is another account, and so another resource. The account's name is for messages only. */
function difference(olds: Properties, news: Properties): { changes: boolean; replaces: string[] } {
  const [before, after] = [readInputs(olds), readInputs(news)];
  if ("problems" in before || "problems" in after) {
    return { changes: true, replaces: [] };
  }
  const changed = (key: "role" | "region" | "version") => before.inputs[key] !== after.inputs[key];
  return {
    changes: changed("role") || changed("region") || changed("version"),
    replaces: changed("role") ? ["role"] : [],
  };
}

/** One question: a role that is denied is gone as far as the stack is concerned, and the next run waits for it. */
async function look(
  { cloudFor, clock }: AccessTools,
  id: string,
  props: Properties,
): Promise<{ id: string; props: Properties }> {
  const inputs = readRequired(props);
  const cloud = cloudFor(inputs);
  const signal = clock.deadline(READ_SECONDS, `Asking for ${inputs.role}`);
  try {
    await cloud.assumeRole(signal);
    return { id, props };
  } catch (error) {
    if (!signal.aborted && isDenial(error)) {
      return { id: "", props: {} };
    }
    throw signal.aborted ? signal.reason : error;
  } finally {
    cloud.close();
  }
}
