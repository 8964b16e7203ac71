import { createRequire } from "node:module";
import path from "node:path";

import { ImageError } from "../../components/images/imageError";
import { CliError } from "../cliError";
import type { Surroundings } from "../context";
import { EXIT } from "../exitCodes";
import type * as baseImages from "../images/baseImages";
import { type StackPlace, stackPlaces } from "../preview/stackPlaces";
import { confirm } from "../release/confirm";
import { bullets } from "../screens/layout";
import { runTold } from "./command";

export interface BaseOptions {
  readonly cwd?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly color: boolean;

  /** Whether base images are baked where they have to be. */
  readonly bake?: boolean;

  /** Days. */
  readonly maxAgeDays: number;
}

/** The bake program is loaded when it is needed. */
const load = createRequire(__filename);

/** `duotone images base-update` */
export function baseUpdates(surroundings: Surroundings, options: BaseOptions): Promise<number> {
  return runTold({ command: "images base-update" }, surroundings, options, async (terminal) => {
    const bases = load("../images/baseImages") as typeof baseImages;
    const { openSession, interruption, clock, environment } = surroundings;
    const root = path.resolve(surroundings.cwd, options.cwd ?? ".");
    const places = await stackPlaces(root);
    const open = ({ folder, stack }: StackPlace) => openSession({ cwd: path.join(root, folder), stack });
    const progress = surroundings.progress(terminal);
    const place = await bases.bakePlace(root, places, open);
    const rules = { now: new Date(clock.now()), maxAgeDays: options.maxAgeDays };
    const { reasons, version } = await told(() =>
      progress.phase("Comparing with the current Amazon Linux", () => bases.checkBases(place, rules)),
    );
    const isDue = reasons.length > 0;
    terminal.print(
      isDue
        ? `New base images are due, as version ${version}:\n${bullets(reasons, terminal.columns)}`
        : "The base images are up to date.",
    );
    if (!isDue || options.bake !== true) {
      return { document: { isDue, reasons, version: isDue ? version : null, images: {}, files: [] } };
    }
    const { signal } = interruption;
    await confirm(
      { terminal, yes: options.yes === true, signal },
      `Bake base images ${version} for all architectures?`,
    );
    const images = await told(() =>
      progress.phase("Baking", (phase) =>
        bases.bakeBases(place, version, {
          env: { ...environment },
          signal,
          report: (line) => {
            phase.line(line);
          },
        }),
      ),
    );
    const files = await bases.setBaseVersion(root, places, version);
    terminal.print(
      [
        ...Object.entries(images).map(([architecture, imageId]) => `${architecture}: ${imageId}`),
        `baseVersion is "${version}" in ${files.join(", ")}. Images of new commits are made of it once that is merged.`,
      ].join("\n"),
    );
    return { document: { isDue, reasons, version, images, files } };
  });
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ImageError ? new CliError(EXIT.failed, error.message) : error;
  }
}
