import { createRequire } from "node:module";
import path from "node:path";

import type * as stores from "../../images/collectionStore";
import type { Surroundings } from "../context";
import { EXIT } from "../exitCodes";
import {
  carryOut,
  type CollectionLimits,
  type CollectionResult,
  type CollectionTools,
  prepareCollection,
  type ReadyCollection,
} from "../images/collectImages";
import { confirm } from "../release/confirm";
import { collectionDocument, collectionScreen, resultScreen } from "../screens/collectionScreen";
import { counted } from "../screens/words";
import { runTold } from "./command";

export interface CollectionOptions extends CollectionLimits {
  readonly cwd?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly color: boolean;
  readonly delete?: boolean;
}

/** AWS's clients are loaded when they are needed. */
const load = createRequire(__filename);

/** `duotone images gc` */
export function collectGarbage(surroundings: Surroundings, options: CollectionOptions): Promise<number> {
  return runTold({ command: "images gc" }, surroundings, options, async (terminal) => {
    const { openSession, interruption, clock } = surroundings;
    const root = path.resolve(surroundings.cwd, options.cwd ?? ".");
    const tools: CollectionTools = {
      openSession,
      openStore: (load("../../images/collectionStore") as typeof stores).openCollectionStore,
      progress: surroundings.progress(terminal),
      now: () => clock.now(),
      signal: interruption.signal,
    };
    const ready = await prepareCollection(root, options, tools);
    try {
      terminal.print(collectionScreen(ready, terminal));
      const going = count(ready);
      if (options.delete !== true || going === 0) {
        terminal.print(
          going === 0 ? "" : "\nNothing was deleted. To delete them: duotone images gc --delete",
        );
        return { document: { ...collectionDocument(ready), isDryRun: options.delete !== true } };
      }
      const answer = { terminal, yes: options.yes === true, signal: interruption.signal };
      await confirm(
        answer,
        `Delete ${counted(ready.plan.collected.length, "image")} and what is left over, for ever?`,
      );
      const result =
        options.yes === true ? await run(ready, tools) : await runAnew(ready, root, options, tools);
      terminal.print(resultScreen(result, terminal));
      return {
        document: { ...collectionDocument(ready), isDryRun: false, ...result },
        exitCode: result.problems.length > 0 ? EXIT.failed : EXIT.done,
      };
    } finally {
      ready.store.close();
    }
  });
}

function count({ plan, unfinished, leftovers }: ReadyCollection): number {
  const things = leftovers.flatMap((some) => some.things);
  return plan.collected.length + plan.superseded.length + unfinished.length + things.length;
}

function run(ready: ReadyCollection, { progress, signal }: CollectionTools): Promise<CollectionResult> {
  return progress.phase("Deleting images", (phase) => carryOut(ready, phase, signal));
}

/** While a question waits for its answer, somebody may deploy: what is needed by then stays. */
async function runAnew(
  shown: ReadyCollection,
  root: string,
  limits: CollectionLimits,
  tools: CollectionTools,
): Promise<CollectionResult> {
  const ready = await prepareCollection(root, limits, tools);
  try {
    const agreed = new Set(shown.plan.collected.map(({ image }) => image.imageId));
    const collected = ready.plan.collected.filter(({ image }) => agreed.has(image.imageId));
    return await run({ ...ready, plan: { ...ready.plan, collected } }, tools);
  } finally {
    ready.store.close();
  }
}
