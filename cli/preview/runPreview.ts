import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";

import { RESOURCE_POLICY, STACK_POLICY } from "../../policy/pack";
import type { Inventory } from "../../policy/settings/inventory";
import { CliError, Interrupted } from "../cliError";
import type { Progress } from "../progress";
import type { Session } from "../session";
import { checkFiles } from "./fileCheck";
import { type Checkout, checkoutAt } from "./git";
import { inventoryOf } from "./inventory";
import { learnStacks } from "./knownStacks";
import { type Pack, type PackSource, preparePack } from "./pack";
import { NO_FACTS, withPreviewEvent } from "./previewFacts";
import type { PreviewReport, StackReport } from "./report";
import { type Exemptions, readSecurityFiles } from "./securityFiles";
import { type PreviewWish, type Selection, selectStacks } from "./selection";
import { type StackPlace, stackPlaces } from "./stackPlaces";
import { stackReportOf } from "./verdict";

/** What a preview works with. */
export interface PreviewTools {
  readonly openSession: (where: { readonly cwd: string; readonly stack: string }) => Promise<Session>;
  readonly progress: Progress;

  /** Milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Folder of this program's own tree. */
const OWN_ROOT = path.resolve(__dirname, "..", "..");

/** Digits of a commit by which people know it. */
const SHORT = 7;

/**
 * Previews every stack that a change touches, under the rules of its base, and checks the files of the tree.
 *
 * @throws CliError where it could not begin: wrong usage, no base, no policies.
 */
export async function previewChange(wish: PreviewWish, tools: PreviewTools): Promise<PreviewReport> {
  const { places, removed, base } = await selectStacks(wish);
  const checkout = checkoutAt(wish.root);
  const files = await tools.progress.phase("Files", async () =>
    checkFiles(wish.root, await checkout.ownFiles()),
  );
  const source = await sourceOf(wish, checkout, base);
  const report: PreviewReport = {
    base: base === undefined ? null : baseWords(base),
    packFrom: places.length === 0 ? null : source.from,
    problems: [],
    files: [...files],
    notes: removed.map(
      (file) =>
        `${file} is removed: its stack cannot be previewed, and what it has keeps running until it is destroyed.`,
    ),
    stacks: [],
  };
  if (places.length === 0) {
    return report;
  }
  const pack = await tools.progress.phase("Policy pack", () =>
    preparePack(wish.isForeign ? OWN_ROOT : wish.root, source),
  );
  try {
    const settings = await tools.progress.phase("Inventory", () => settingsFor(wish.root, pack, tools));
    const notes = [...report.notes, ...settings.notes];
    if ("problems" in settings) {
      return { ...report, notes, problems: [...settings.problems] };
    }
    const stacks: StackReport[] = [];
    for (const place of places) {
      stacks.push(await previewStack(wish.root, place, pack, settings, tools));
    }
    return { ...report, notes, stacks };
  } finally {
    await pack.remove();
  }
}

function baseWords({ ref, commit }: { readonly ref: string; readonly commit: string }): string {
  const short = commit.slice(0, SHORT);
  return commit.startsWith(ref) ? short : `${ref} (${short})`;
}

async function sourceOf(wish: PreviewWish, checkout: Checkout, base: Selection["base"]): Promise<PackSource> {
  if (wish.packFrom === "worktree") {
    return {
      is: "folder",
      root: wish.root,
      from: "the change's own working tree, which proves nothing to others",
    };
  }
  return wish.isForeign || base === undefined
    ? { is: "folder", root: OWN_ROOT, from: `the tree of this program${await ownCommit()}` }
    : { is: "commit", checkout, commit: base.commit, from: baseWords(base) };
}

/** A program that was copied somewhere belongs to no commit. */
async function ownCommit(): Promise<string> {
  try {
    return ` (${(await checkoutAt(OWN_ROOT).base("HEAD")).commit.slice(0, SHORT)})`;
  } catch {
    return "";
  }
}

type Settings =
  | { readonly inventory: Inventory; readonly exemptions: Exemptions; readonly notes: readonly string[] }
  | { readonly problems: readonly string[]; readonly notes: readonly string[] };

async function settingsFor(root: string, pack: Pack, tools: PreviewTools): Promise<Settings> {
  const security = await readSecurityFiles(pack.dir);
  if ("problems" in security) {
    return { problems: security.problems, notes: [] };
  }
  const places = await stackPlaces(root);
  const { stacks, catalogue, inAccount, notes, problems } = await learnStacks(
    root,
    places,
    (place) => tools.openSession({ cwd: path.join(root, place.folder), stack: place.stack }),
    tools.signal,
  );
  if (problems.length > 0) {
    return { problems, notes };
  }
  const { inventory: written, exemptions } = security.files;
  const found = inventoryOf({ stacks, security: written, catalogue, inAccount });
  return "problems" in found ? { ...found, notes } : { inventory: found.inventory, exemptions, notes };
}

async function previewStack(
  root: string,
  place: StackPlace,
  pack: Pack,
  { inventory, exemptions }: { readonly inventory: Inventory; readonly exemptions: Exemptions },
  { openSession, progress, now, signal }: PreviewTools,
): Promise<StackReport> {
  const proof = randomUUID();
  const asOf = new Date(now()).toISOString();
  const config = path.join(pack.dir, `settings-${proof}.json`);
  const settings = { asOf, inventory, exemptions, proof };
  await writeFile(config, JSON.stringify({ [RESOURCE_POLICY]: settings, [STACK_POLICY]: settings }));
  const started = now();
  let facts = NO_FACTS;
  const failed = (problems: readonly string[]): StackReport =>
    stackReportOf({
      stack: place.name,
      facts,
      failure: { refusals: [], problems },
      seconds: (now() - started) / 1_000,
    });
  try {
    const session = await openSession({ cwd: path.join(root, place.folder), stack: place.stack });
    const { failure } = await progress.phase(`Preview of ${place.name}`, (phase) =>
      session.preview({
        message: "duotone preview",
        env: {},
        phase,
        signal,
        policies: { pack: pack.dir, config },
        onEvent: (event) => {
          facts = withPreviewEvent(facts, event, proof);
        },
      }),
    );
    signal.throwIfAborted();
    return stackReportOf({ stack: place.name, facts, failure, seconds: (now() - started) / 1_000 });
  } catch (error) {
    if (!(error instanceof CliError) || error instanceof Interrupted) {
      throw error;
    }
    return failed([[error.message, ...error.reasons].join("\n")]);
  }
}
