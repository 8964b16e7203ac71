import { callsOf, expectOnly, expectSuccess, imagesMade } from "./expectations";
import { NEXT } from "./schemas";
import type { StoryStep } from "./story";

/** Staging runs the next release first: production takes only what staging ran. */
export const stagingDeploy: StoryStep = {
  name: "staging deploy",
  async run({ sandbox }, step) {
    await sandbox.root.configSet("staging", `releases.staging.${NEXT.service}`, NEXT.commit, "--path");
    return sandbox.root.up("staging", { step });
  },
  check(_story, run, traffic) {
    const baked = imagesMade(traffic);
    return [
      ...expectSuccess(run),
      ...(baked === 1 ? [] : [`expected one image to be baked, made were ${baked}`]),
      ...expectReplaced(run.replaced),
    ];
  },
};

/** The same release on the idle colour: its new instances are there before those of the old one go, in order. */
export const deployProd2: StoryStep = {
  name: "deploy prod2",
  async run({ sandbox }, step) {
    await sandbox.root.configSet("prod", `releases.prod2.${NEXT.service}`, NEXT.commit, "--path");
    return sandbox.root.up("prod", { step });
  },
  async check(story, run, traffic) {
    const { state, live } = await story.publicNames();
    const kept = keptOf(run.output, NEXT.service, "prod2");
    if (kept !== undefined) {
      story.report.drains = { ...story.report.drains, kept };
    }
    const ended = callsOf(traffic, "autoscaling", "CompleteLifecycleAction");
    const baked = imagesMade(traffic);
    return [
      ...expectSuccess(run),
      ...(baked === 0 ? [] : [`expected prod to bake nothing, but ${baked} images were made`]),
      ...expectReplaced(run.replaced),
      ...expectOnly(run, { service: NEXT.service, cluster: "prod2" }, state.urn),
      ...expectNoMove(traffic.batches.length),
      ...(live.size === state.names.length ? [] : ["expected every public name to be where it was"]),
      ...(kept !== undefined && kept > 0 && kept === ended
        ? []
        : [
            `expected the replaced instances to be drained: kept were logs and files of ${kept ?? "none"}, and ${ended} ` +
              "instances said that they were done",
          ]),
    ];
  },
};

function expectReplaced(replaced: number): string[] {
  return replaced > 0 ? [] : ["expected the group of the release before to be replaced, none was"];
}

function expectNoMove(batches: number): string[] {
  return batches === 0 ? [] : [`expected no public name to move, sent were ${batches} change batches`];
}

/** Of how many instances of a fleet logs and files were confirmed, in the drain's own words. */
export function keptOf(output: string, service: string, cluster: string): number | undefined {
  const words = new RegExp(
    `\\b${service} in cluster ${cluster}: logs and files of (\\d+) instances are kept`,
  );
  const [, kept] = words.exec(output) ?? [];
  return kept === undefined ? undefined : Number(kept);
}
