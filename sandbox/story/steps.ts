import { uploadArtifacts } from "./artifacts";
import { activeColors, colorsElsewhere } from "./activeColors";
import { roleAccess } from "./cloudAccess";
import { deployProd2, stagingDeploy } from "./deploySteps";
import { destroyRefused, stagingDestroy } from "./drainSteps";
import {
  expectCreated,
  expectMove,
  expectNoChange,
  expectRefusal,
  expectSuccess,
  imagesMade,
  refusalMessage,
  schemaMessage,
} from "./expectations";
import { namesElsewhere, zonesOf } from "./publicNames";
import { compareExports } from "./rebuild";
import { buildsOf, CONTRACTED, NEXT } from "./schemas";
import { contractProd2, migrateProd, migrateProd2, restoreSchema } from "./schemaSteps";
import { readStackFile } from "./stackFiles";
import { STATE_AT_THE_END } from "./stateAtTheEnd";
import { firstPreview, previewOfBadLines, previewsUnderRules } from "./previewSteps";
import { runPreview } from "./previewRun";
import type { Story, StoryStep } from "./story";

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
    report.artifacts = await uploadArtifacts(story.delivery, artifactBucket, buildsOf(stacks));
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
    const { releases } = await readStackFile(story.sandbox.workDir, "staging");
    story.firstCommit = releases.staging?.[NEXT.service] ?? "";
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
      return [
        ...expectMove(run, traffic, state, live, color),
        ...colorsElsewhere(await activeColors(story.sandbox, state), state, color),
      ];
    },
  };
}

/**
 * A service of the idle colour loses its healthy targets, and another release's schema has left the one there behind: moving
 * the names there must stop at the preview, for both reasons.
 */
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
    const schema = schemaMessage(run, NEXT.service, CONTRACTED);
    if (schema !== undefined) {
      story.report.schemaRefusal = schema;
    }
    return [
      ...(schema === undefined
        ? [
            `expected an error that names ${NEXT.service}, the versions that prod1's release runs on, and version ` +
              `${CONTRACTED}; see ${run.logFile}`,
          ]
        : []),
      ...expectRefusal(run, traffic, state, live, "prod2"),
      ...(message === undefined
        ? [`expected an error that names ${service}, its healthy and its needed targets; see ${run.logFile}`]
        : []),
    ];
  },
};

const stagingRebuild: StoryStep = {
  name: "staging rebuild",
  async run(story, step) {
    const { sandbox } = story;
    await sandbox.root.configSet("staging", `releases.staging.${NEXT.service}`, story.firstCommit, "--path");
    return sandbox.root.up("staging", { step, env: STATE_AT_THE_END });
  },
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

const back = move("rollback prod1", "prod1");

/** The way back, once the database is restored to what both releases run on. */
const rollbackProd1: StoryStep = {
  ...back,
  async run(story, step) {
    await restoreSchema(story);
    return back.run(story, step);
  },
};

/** The story, in its order. */
export const STORY: readonly StoryStep[] = [
  firstPreview,
  foundationUp,
  stagingUp,
  prodUp,
  migrateProd,
  prodUpAgain,
  previewsUnderRules,
  previewOfBadLines,
  stagingDeploy,
  deployProd2,
  migrateProd2,
  move("promote prod2", "prod2"),
  contractProd2,
  promoteRefused,
  rollbackProd1,
  destroyRefused,
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
