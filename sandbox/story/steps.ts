import { uploadArtifacts } from "./artifacts";
import { roleAccess } from "./cloudAccess";
import {
  expectCreated,
  expectMove,
  expectNoChange,
  expectRefusal,
  expectSuccess,
  imagesMade,
  refusalMessage,
} from "./expectations";
import { namesElsewhere, zonesOf } from "./publicNames";
import { compareExports } from "./rebuild";
import { readStackFile, serviceCommits } from "./stackFiles";
import { resourcesOf } from "./stackExport";
import { firstPreview, previewOfBadLines, previewsUnderRules } from "./previewSteps";
import { runPreview } from "./previewRun";
import type { Story, StoryStep } from "./story";

/**
 * For runs that make or remove a whole stack: the state is written once, at the end, and not twice for each of a
 * thousand resources, which takes longer than all else. What is lost with it, a state to go on from after a kill,
 * nobody misses here; runs that are killed, and all that users would do every day, write it as always.
 */
const STATE_AT_THE_END = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** How many differences of a rebuilt stack a failure quotes. The report has them all. */
const QUOTED_DIFFERENCES = 10;

/** Builds the foundation in a company that has an organization and nothing else; then the builds leave their artifacts. */
const foundationUp: StoryStep = {
  name: "foundation up",
  async run(story, step) {
    step.update("the company's existing organization");
    await story.existingCompany();
    return story.sandbox.foundation.up("org", { step, env: STATE_AT_THE_END });
  },
  async check(story, run) {
    const problems = expectSuccess(run);
    if (problems.length > 0) {
      return problems;
    }
    const { sandbox, report } = story;
    await story.export(sandbox.foundation, "duotone-foundation", "org");
    const { artifactBucket, deliveryRoleArn } = await sandbox.foundation.outputs("org");
    if (typeof artifactBucket !== "string" || typeof deliveryRoleArn !== "string") {
      return ["expected the outputs artifactBucket and deliveryRoleArn to be texts"];
    }
    story.delivery = roleAccess(sandbox.endpoint, sandbox.region, deliveryRoleArn);
    const stacks = await Promise.all(
      ["staging", "prod"].map((stack) => readStackFile(sandbox.workDir, stack)),
    );
    const commits = serviceCommits(stacks.flatMap(({ releases }) => Object.values(releases)));
    report.artifacts = await uploadArtifacts(story.delivery, artifactBucket, commits);
    return expectCreated(run);
  },
};

const stagingUp: StoryStep = {
  name: "staging up",
  async run({ sandbox }, step) {
    await sandbox.root.stackInit("staging");
    return sandbox.root.up("staging", { step, env: STATE_AT_THE_END });
  },
  async check(story, run, traffic) {
    const problems = expectSuccess(run);
    if (problems.length > 0) {
      return problems;
    }
    story.firstStaging = await story.export(story.sandbox.root, "duotone", "staging");
    const baked = imagesMade(traffic) > 0 ? [] : ["expected staging to bake images, none was made"];
    return [...expectCreated(run), ...baked];
  },
};

const prodUp: StoryStep = {
  name: "prod up",
  async run({ sandbox }, step) {
    await sandbox.root.stackInit("prod");
    await sandbox.root.configSet("prod", "activeColor", "prod1");
    return sandbox.root.up("prod", { step, env: STATE_AT_THE_END });
  },
  async check(story, run, traffic) {
    const problems = expectSuccess(run);
    if (problems.length > 0) {
      return problems;
    }
    const { state, live } = await story.publicNames();
    story.report.publicNames = state.names.length;
    story.report.hostedZones = zonesOf(state).length;
    const baked = imagesMade(traffic);
    return [
      ...expectCreated(run),
      ...(baked === 0 ? [] : [`expected prod to bake nothing, but ${baked} images were made`]),
      ...(state.names.length > 0 ? [] : ["expected the switch to own public names, it has none"]),
      ...namesElsewhere(live, state, "prod1"),
    ];
  },
};

const prodUpAgain: StoryStep = {
  name: "prod up again",
  run: ({ sandbox }, step) => sandbox.root.up("prod", { step }),
  check: (_story, run) => [...expectSuccess(run), ...expectNoChange(run)],
};

/** The promotion, and its reverse: one line of configuration, then `pulumi up`. */
function move(name: "promote prod2" | "rollback prod1", color: string): StoryStep {
  return {
    name,
    async run(story, step) {
      await story.setActiveColor(color);
      return story.sandbox.root.up("prod", { step });
    },
    async check(story, run, traffic) {
      const problems = expectSuccess(run);
      if (problems.length > 0) {
        return problems;
      }
      const { state, live } = await story.publicNames();
      return expectMove(run, traffic, state, live, color);
    },
  };
}

/** A service of the idle colour loses its healthy targets; moving the names there must stop at the preview. */
const promoteRefused: StoryStep = {
  name: "promote refused",
  async run(story) {
    const { gateway } = story.sandbox;
    const { targetGroupArn } = await fragileService(story);
    await gateway.setFaults([
      { id: "prod1-unhealthy", effect: { kind: "unhealthyTargets", targetGroup: targetGroupArn } },
    ]);
    await story.setActiveColor("prod1");
    try {
      return await runPreview(story.sandbox, "promote-refused", "--stack", "duotone/prod");
    } finally {
      await story.setActiveColor("prod2");
      await gateway.clearFaults();
    }
  },
  async check(story, run, traffic) {
    const { service } = await fragileService(story);
    const { state, live } = await story.publicNames();
    const message = refusalMessage(run, service);
    story.report.refusal = { refused: run.exitCode !== 0 && message !== undefined, message: message ?? "" };
    return [
      ...expectRefusal(run, traffic, state, live, "prod2"),
      ...(message === undefined
        ? [`expected an error that names ${service}, its healthy and its needed targets; see ${run.logFile}`]
        : []),
    ];
  },
};

const stagingDestroy: StoryStep = {
  name: "staging destroy",
  run: ({ sandbox }, step) => sandbox.root.destroy("staging", { step, env: STATE_AT_THE_END }),
  async check(story, run) {
    const left = resourcesOf(await story.export(story.sandbox.root, "duotone", "staging"));
    return [
      ...expectSuccess(run),
      ...(run.deleted > 0 ? [] : ["expected resources to be deleted, none was"]),
      ...(left.length === 0
        ? []
        : [`expected an empty state, left are ${left.map(({ urn }) => urn).join(", ")}`]),
    ];
  },
};

const stagingRebuild: StoryStep = {
  name: "staging rebuild",
  run: ({ sandbox }, step) => sandbox.root.up("staging", { step, env: STATE_AT_THE_END }),
  async check(story, run) {
    const problems = expectSuccess(run);
    if (problems.length > 0) {
      return problems;
    }
    const rebuilt = await story.export(story.sandbox.root, "duotone", "staging");
    const differences = compareExports(story.firstStaging, rebuilt);
    story.report.rebuild = { equal: differences.length === 0, differences };
    return differences
      .slice(0, QUOTED_DIFFERENCES)
      .map(({ urn, path, first, second }) => `${urn} ${path}: was ${first}, is ${second}`);
  },
};

/** The story, in its order. */
export const STORY: readonly StoryStep[] = [
  firstPreview,
  foundationUp,
  stagingUp,
  prodUp,
  prodUpAgain,
  previewsUnderRules,
  previewOfBadLines,
  move("promote prod2", "prod2"),
  promoteRefused,
  move("rollback prod1", "prod1"),
  stagingDestroy,
  stagingRebuild,
];

/** The first web service of prod1, which the refused promotion is about. */
async function fragileService(story: Story): Promise<{ service: string; targetGroupArn: string }> {
  const { fleets } = await story.releaseSwitch();
  for (const { service, kind, targetGroupArn } of fleets.prod1 ?? []) {
    if (kind === "web" && targetGroupArn !== undefined) {
      return { service, targetGroupArn };
    }
  }
  throw new Error("prod1 has no web service behind a target group.");
}
