import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { ServiceCommit } from "../sandbox/story/stackFiles";
import { type Bakery, ended, REGION, resultOf, serviceArgs } from "../test/engine/bakery";
import type { ImagesMeasurement } from "./imagesFigures";

/** Seconds that the builder sleeps. On AWS a build instance takes minutes, so that the ratio is better there. */
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

/**
 * A builder that takes as long as it is told, and next to nothing of this machine: it sleeps, and asks the cloud for a copy
 * of the source image under the new name. The emulated cloud reads the account from the credentials and checks no signature.
 */
const BUILDER = `[ "$1" = build ] || exec "$PACKER" "$@"
echo build >> "$RUNS"
for argument; do
  case $argument in
    image_name=*) name=\${argument#*=} ;;
    source_ami=*) source=\${argument#*=} ;;
    manifest=*) manifest=\${argument#*=} ;;
  esac
done
sleep "$SECONDS_TO_SLEEP"
scope=$AWS_ACCESS_KEY_ID/20261101/${REGION}/ec2/aws4_request
image=$(curl --silent --show-error --fail "$AWS_ENDPOINT_URL/" \\
  --header "Host: ec2.${REGION}.amazonaws.com" \\
  --header "Authorization: AWS4-HMAC-SHA256 Credential=$scope, SignedHeaders=host, Signature=0" \\
  --header "X-Amz-Security-Token: $AWS_SESSION_TOKEN" \\
  --data "Action=CopyImage&Version=2016-11-15&SourceRegion=${REGION}&SourceImageId=$source&Name=$name&Encrypted=true" |
  sed -n 's/.*<imageId>\\(ami-[0-9a-f]*\\)<.*/\\1/p')
printf '{"builds":[{"artifact_id":"${REGION}:%s"}]}' "$image" > "$manifest"`;

/** Gives an environment in which builds are counted, and made by the sleeping builder. */
async function withBuilder<T>(
  bakery: Bakery,
  seconds: number,
  use: (env: Readonly<Record<string, string>>, packerRuns: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "duotone-builder-"));
  try {
    const runs = path.join(folder, "runs");
    const script = await bakery.packerScript(BUILDER);
    return await use({ ...script, RUNS: runs, SECONDS_TO_SLEEP: String(seconds) }, async () => {
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
