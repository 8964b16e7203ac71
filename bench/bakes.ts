import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { ServiceCommit } from "../sandbox/story/stackFiles";
import { type Bakery, ended, resultOf, serviceArgs } from "../test/engine/bakery";
import type { ImagesMeasurement } from "./imagesFigures";

/**
 * Seconds that the builder sleeps before Packer makes the image. On AWS a build instance takes minutes, so that the ratio is
 * better there.
 */
const BUILDER_SECONDS = 30;

const BAKES = 9;

/** Known images are asked for so often; the slowest counts. */
const REPEATS = 3;

/** Bakes an image of a service, then asks for it and for its base image again. */
export async function measureKnown(bakery: Bakery): Promise<ImagesMeasurement["known"]> {
  const one = commitOf("known", 0);
  await bakery.upload(one);
  resultOf(await bakery.service(one));
  const measured: ImagesMeasurement["known"][number][] = [];
  for (const args of [serviceArgs(one), ["base", "--version", "2026-11-01"]]) {
    for (let round = 0; round < REPEATS; round += 1) {
      measured.push(
        await withBuilder(bakery, 0, async (env, packerRuns) => {
          const start = performance.now();
          const run = await bakery.run(args, env);
          const seconds = (performance.now() - start) / 1000;
          const { baked } = resultOf(run);
          if (baked !== false) {
            throw new Error("An image that the catalogue has was baked again.");
          }
          const calls = Object.values(run.calls).reduce((sum, count) => sum + count, 0);
          return { packerRuns: await packerRuns(), calls, seconds };
        }),
      );
    }
  }
  return measured;
}

/** Bakes one image, and then nine of nine commits at once. */
export async function measureNine(bakery: Bakery): Promise<ImagesMeasurement["nine"]> {
  const commits = Array.from({ length: BAKES + 1 }, (_, index) => commitOf("nine", index));
  for (const one of commits) {
    await bakery.upload(one);
  }
  const [first, ...rest] = commits;
  const timed = (some: readonly ServiceCommit[]) =>
    withBuilder(bakery, BUILDER_SECONDS, async (env, packerRuns) => {
      const start = performance.now();
      const ends = await Promise.all(some.map((one) => ended(bakery.start(serviceArgs(one), env))));
      const seconds = (performance.now() - start) / 1000;
      const images = new Set(ends.map((end) => resultOf(end).imageId));
      if (images.size !== some.length || (await packerRuns()) !== some.length) {
        throw new Error(`${some.length} bakes of as many commits made ${images.size} images.`);
      }
      return seconds;
    });
  return {
    oneSeconds: await timed(first === undefined ? [] : [first]),
    seconds: await timed(rest),
    builderSeconds: BUILDER_SECONDS,
  };
}

/** Has nine bakes ask for one new image at once. @returns How often Packer was run. */
export function measureOneKey(bakery: Bakery): Promise<number> {
  return withBuilder(bakery, 5, async (env, packerRuns) => {
    const one = commitOf("key", 0);
    await bakery.upload(one);
    const ends = await Promise.all(
      Array.from({ length: BAKES }, () => ended(bakery.start(serviceArgs(one), env))),
    );
    if (new Set(ends.map((end) => resultOf(end).imageId)).size !== 1) {
      throw new Error("Bakes of one image gave several.");
    }
    return packerRuns();
  });
}

/** Gives an environment in which builds are counted, and sleep before the real Packer makes the image. */
async function withBuilder<T>(
  bakery: Bakery,
  seconds: number,
  use: (env: Readonly<Record<string, string>>, packerRuns: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "duotone-builder-"));
  try {
    const runs = path.join(folder, "runs");
    const script = `[ "$1" = build ] && echo build >> "${runs}" && sleep ${seconds}\nexec "$PACKER" "$@"`;
    return await use(await bakery.packerScript(script), async () => {
      const lines = await readFile(runs, "utf8").catch(() => "");
      return lines.split("\n").filter(Boolean).length;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A commit that no other measurement uses. */
function commitOf(measurement: "known" | "nine" | "key", index: number): ServiceCommit {
  const letter = { known: "a", nine: "b", key: "c" }[measurement];
  return { service: "core", commit: `${letter.repeat(38)}${index.toString(16).padStart(2, "0")}` };
}
