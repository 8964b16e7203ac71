import type { CallRecord } from "../cloud/gatewayClient";
import { changesSomething } from "../kills/moments";
import { expectNoChange, expectSuccess } from "../story/expectations";
import type { EngineRun } from "../story/pulumi";
import type { TinyStack } from "../twoColours/tinyStack";
import { placeOfAll, readPlaces, splitZones, type ZonePlace } from "../twoColours/readers";
import type { CaseResult, MatrixCase, MatrixStage, Verdict } from "./matrixCase";

/** What was found on the way. */
interface Notes {
  split: number;
  readonly unsafe: string[];
  readonly problems: string[];
}

/**
 * Lets something go wrong, asks the switch to move all names, and looks at what it says and does; then puts it right,
 * and asks again.
 *
 * @returns The result, and the colour that the names are on now.
 */
export async function runCase(
  stage: MatrixStage,
  matrixCase: MatrixCase,
): Promise<{ readonly result: CaseResult; readonly active: string }> {
  const { stack, gateway, idle } = stage;
  const { name, update } = matrixCase;
  const notes: Notes = { split: 0, unsafe: [], problems: [] };
  const undoings = [await matrixCase.arrange(stage)];

  const before = await readPlaces(stage.world);
  await gateway.resetCalls();
  const asked = { activeColor: idle };
  await stack.configure(matrixCase.config?.(stage) ?? asked);
  judge(notes, "preview", await stack.preview(), matrixCase.preview);
  expectOnlyReading(notes, await gateway.records());
  await expectNames(notes, stage, "after the preview", before);

  if (update !== undefined) {
    undoings.push(await update.between?.(stage));
    const killing = update.untilKill?.(stage);
    const updating = killing === undefined ? stack.up() : killedUpdate(stack, killing);
    const [run, problems] = await Promise.all([updating, update.alongside?.(stage)]);
    judge(notes, "update", run, update.says);
    notes.problems.push(...(problems ?? []));
    await expectNames(notes, stage, "after the update", update.names === "stay" ? before : idle);
  }

  await gateway.clearFaults();
  for (const undo of undoings.reverse()) {
    await undo?.();
  }
  await stack.configure(asked);
  // A preview is control enough where no update was tried; otherwise the next update has to bring all in order.
  const control = update === undefined ? await stack.preview() : await stack.up();
  if (update !== undefined) {
    const after = await stack.preview();
    const problems = [...expectSuccess(after), ...expectNoChange(after)];
    notes.problems.push(...problems.map((problem) => `once all was over: ${problem}`));
  }
  const active = update === undefined ? stage.active : stage.idle;
  const places = await readPlaces(stage.world);
  notes.split += splitZones(places).length;
  const isThere = placeOfAll(places) === active;
  const falseRefusal =
    control.exitCode === 0 && isThere
      ? undefined
      : `${control.command} ended with ${control.exitCode}, the names are on ${placesText(places)}: ${errorsOf(control)}`;
  return { result: { name, ...notes, falseRefusal }, active };
}

/** An update whose engine gets SIGKILL, and the lock that it left is taken away, as a person does. */
async function killedUpdate(stack: TinyStack, killing: Promise<void>): Promise<EngineRun> {
  const [run] = await Promise.all([
    stack.up({
      onStart: (engine) => {
        const kill = () => engine.kill("SIGKILL");
        killing.then(kill, kill);
      },
    }),
    killing,
  ]);
  await stack.cancel();
  return run;
}

function judge(notes: Notes, what: string, run: EngineRun, verdict: Verdict): void {
  const errors = errorsOf(run);
  if (verdict === "passes") {
    if (run.exitCode !== 0) {
      notes.problems.push(`the ${what} was to pass, and ended with ${run.exitCode}: ${errors}`);
    }
    return;
  }
  if (run.exitCode === 0) {
    notes.problems.push(`the ${what} was to be refused, and passed`);
  }
  notes.problems.push(
    ...verdict
      .filter((text) => !text.test(errors))
      .map((text) => `the ${what} does not say ${String(text)}: ${errors}`),
  );
}

function expectOnlyReading(notes: Notes, records: readonly CallRecord[]): void {
  const changing = new Set(
    records.filter(changesSomething).map(({ service, action }) => `${service} ${action}`),
  );
  notes.unsafe.push(...[...changing].map((call) => `the preview called ${call}`));
}

async function expectNames(
  notes: Notes,
  { world }: MatrixStage,
  when: string,
  wanted: readonly ZonePlace[] | string,
): Promise<void> {
  const places = await readPlaces(world);
  const isThere =
    typeof wanted === "string"
      ? placeOfAll(places) === wanted
      : JSON.stringify(places) === JSON.stringify(wanted);
  if (!isThere) {
    // Where nothing was to move, names may have been apart before: by the hand that the case is about.
    notes.split += splitZones(places).length;
    notes.unsafe.push(
      `${when} the names are on ${placesText(places)}, and not on ${typeof wanted === "string" ? wanted : placesText(wanted)}`,
    );
  }
}

function errorsOf({ diagnostics }: EngineRun): string {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message)
    .join("\n");
}

function placesText(places: readonly ZonePlace[]): string {
  return places.map(({ zoneId, places: colors }) => `${colors.join(" and ")} in zone ${zoneId}`).join(", ");
}
