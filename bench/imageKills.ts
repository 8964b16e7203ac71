import type { Bakery } from "../test/engine/bakery";
import { BAKE_KILLS, bakeAgain, inTheAccount, killBake } from "../test/engine/bakeKills";

/** Kills a bake at every stage, bakes again, and counts what is in the account beyond that one image. */
export async function measureKills(
  bakery: Bakery,
  onKill: (title: string) => void,
): Promise<{ readonly all: number; readonly leftovers: number }> {
  let leftovers = 0;
  let there = new Set(await inTheAccount(bakery));
  for (const [index, kill] of BAKE_KILLS.entries()) {
    onKill(`${index + 1} of ${BAKE_KILLS.length}: ${kill.victim}, with ${kill.stage.title}`);
    const commit = { service: "core", commit: `d${index.toString(16).padStart(3, "0")}`.repeat(10) };
    await killBake(bakery, commit, kill);
    const { imageId } = await bakeAgain(bakery, commit);
    const own = (await bakery.images()).find(({ ImageId }) => ImageId === imageId);
    const wanted = new Set([
      `image ${imageId}`,
      ...(own?.BlockDeviceMappings ?? []).map(({ Ebs }) => `snapshot ${Ebs?.SnapshotId ?? ""}`),
    ]);
    const now = await inTheAccount(bakery);
    leftovers += now.filter((line) => !there.has(line) && !wanted.has(line)).length;
    there = new Set(now);
  }
  return { all: BAKE_KILLS.length, leftovers };
}
