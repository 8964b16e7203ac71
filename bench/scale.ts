import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";

import { withStep } from "../sandbox/progress";
import type { Benchmark, BenchmarkArgs } from "./benchmark";
import { FakeAws } from "./host/fakeAws";
import { runNode, type Taken } from "./host/runProgram";
import { type Rounds, SCALE_UNITS, type ScaleMeasurements, scaleFigures, SIZES } from "./scaleFigures";
import { type Programs, preparePrograms } from "./scalePrograms";
import { withLeast, withServices } from "./scaleStack";
import { awsAnswers } from "./scaleWorld";
import { takeTurns } from "./turns";

/** The stack that the program declares: production, which has all clusters. */
const STACK = "prod";

const REPEATS = 5;

/** Seconds that the rounds together may take. */
const LIMIT_SECONDS = 300;

/** What the program costs, by the number of services, without an engine and without a cloud. */
export const scaleBenchmark: Benchmark = {
  name: "scale",
  description: `the program's time and memory, with ${SIZES.join(", ")} services per cluster, and its start`,
  units: SCALE_UNITS,
  async run(args) {
    const aws = await FakeAws.start(awsAnswers);
    const programs: Programs[] = [];
    const prepare = (what: string, text: string) =>
      withStep(args.progress, `what the program registers for ${what}`, async () => {
        const { projectDir, stateDir } = args;
        const prepared = await preparePrograms({ projectDir, stateDir, aws, stack: STACK, text });
        programs.push(prepared);
        return prepared;
      });
    try {
      const text = await readFile(path.join(args.projectDir, `Pulumi.${STACK}.yaml`), "utf8");
      return scaleFigures(
        await measure(args, {
          least: await prepare("the least stack", withLeast(text)),
          few: await prepare("1 service", withServices(text, 1)),
          usual: await prepare("9 services", withServices(text, 9)),
          many: await prepare("36 services", withServices(text, 36)),
        }),
      );
    } finally {
      programs.forEach(({ stop }) => {
        stop();
      });
      aws.stop();
    }
  },
};

type Stacks = Readonly<Record<"least" | "few" | "usual" | "many", Programs>>;

async function measure(
  { projectDir, progress }: BenchmarkArgs,
  { least, few, usual, many }: Stacks,
): Promise<ScaleMeasurements> {
  const runs = {
    require: () => runNode(["-e", "require('@pulumi/pulumi')"], projectDir),
    start: least.own,
    one: least.one,
    empty: least.empty,
    few: few.own,
    fewBare: few.bare,
    usual: usual.own,
    usualBare: usual.bare,
    many: many.own,
    manyBare: many.bare,
  };
  const rounds = await withStep(progress, "the programs in turn", (step) =>
    roundsOf(runs, (round) => {
      step.update(`round ${round} of ${REPEATS}`);
    }),
  );
  return {
    sizes: {
      1: { program: rounds.few, bare: rounds.fewBare, resources: few.resources },
      9: { program: rounds.usual, bare: rounds.usualBare, resources: usual.resources },
      36: { program: rounds.many, bare: rounds.manyBare, resources: many.resources },
    },
    one: rounds.one,
    start: rounds.start,
    startResources: least.resources,
    empty: rounds.empty,
    require: rounds.require,
    cores: availableParallelism(),
  };
}

async function roundsOf<Name extends string>(
  runs: Readonly<Record<Name, () => Promise<Taken>>>,
  onRound: (round: number) => void,
): Promise<Record<Name, Rounds>> {
  const names = Object.keys(runs) as Name[];
  const byName = <T>(of: (name: Name) => T) =>
    Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, T>;
  const peakMB = byName((): number[] => []);
  const seconds = await takeTurns<Name>(
    byName((name) => async () => {
      const taken = await runs[name]();
      peakMB[name].push(taken.peakMB);
      return taken.seconds;
    }),
    { repeats: REPEATS, limitSeconds: LIMIT_SECONDS, onRound },
  );
  return byName((name) => ({ seconds: seconds[name], peakMB: peakMB[name] }));
}
