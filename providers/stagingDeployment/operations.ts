import { keyText } from "../../components/images/imageCatalogue";
import { systemClock } from "../switch/clock";
import { watchEngine } from "../switch/engineWatch";
import { awsCatalogue } from "./awsCatalogue";
import { inputsOf, readInputs, readRequired, readState } from "./inputs";
import { markDeployed, settledImages } from "./mark";
import type { DeploymentInputs, DeploymentTools, Properties, Refusal } from "./types";

/** What the engine asks of the mark. */
export interface DeploymentOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Refusal[] }>;
  diff(olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  create(news: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id: string; props: Properties; inputs: Properties }>;
  update(olds: Properties, news: Properties): Promise<{ outs: Properties }>;
}

/** The engine's end, watched once per process and from the first operation on. */
let engineGone: AbortSignal | undefined;

/** The mark with the real AWS behind it, in the process that the engine starts for dynamic providers. */
export function stagingDeploymentOperations(): DeploymentOperations {
  engineGone ??= watchEngine(process.argv[2]);
  return deploymentOperations({
    openCatalogue: awsCatalogue,
    clock: systemClock(engineGone),
    // The engine shows what a dynamic provider prints, while the operation still runs.
    progress: (message) => {
      console.log(message);
    },
  });
}

/** The mark on any catalogue and clock. */
export function deploymentOperations(tools: DeploymentTools): DeploymentOperations {
  const marked = async (news: Properties): Promise<Properties> => ({
    ...inputsOf(news),
    settled: [...(await markDeployed(tools, readRequired(news)))],
  });
  return {
    check: (_olds, news) => {
      const read = readInputs(news);
      return Promise.resolve({ inputs: news, failures: "problems" in read ? [...read.problems] : [] });
    },
    diff: (olds, news) => Promise.resolve({ changes: isChanged(olds, news), replaces: [] }),
    // One to a stack, whatever it runs: what changes is what it has run.
    create: async (news) => ({
      id: `staging-deployment-${readRequired(news).stack}`,
      outs: await marked(news),
    }),
    read: async (id, props) => {
      const inputs = inputsOf(props);
      return {
        id,
        props: { ...inputs, settled: [...(await settledImages(tools, readRequired(props)))] },
        inputs,
      };
    },
    update: async (_olds, news) => ({ outs: await marked(news) }),
  };
}

/**
 * Another image, or another catalogue, has something to be said. Role and groups are only the way there, and the order
 * of the images means nothing.
 */
function isChanged(olds: Properties, news: Properties): boolean {
  const [before, after] = [readState(olds), readInputs(news)];
  if (before === undefined || "problems" in after) {
    return true;
  }
  const { inputs } = after;
  const known = new Set(before.images.map(imageText));
  return (
    before.version !== inputs.version ||
    before.region !== inputs.region ||
    before.tableName !== inputs.tableName ||
    before.catalogueRegion !== inputs.catalogueRegion ||
    known.size !== inputs.images.length ||
    inputs.images.some((image) => !known.has(imageText(image)) || !before.settled.includes(keyText(image)))
  );
}

function imageText(image: DeploymentInputs["images"][number]): string {
  return `${keyText(image)} ${image.imageId}`;
}
