import type { Rule } from "../../../policy/rules/rule";
import { RULES } from "../../../policy/rules/rules";
import type { Settings } from "../../../policy/settings/settings";
import type { Declared } from "../support/declared/recordingMonitor";
import { declaredSettings } from "../support/declaredSettings";
import { declaredResources, type Mode, type Stack } from "../support/declaredStack";
import { analyze, analyzeStack, type Diagnostic } from "../support/host";
import { configured } from "../support/hosted";
import { type BadInput, badInput } from "./badInput";
import type { Change } from "./changes";

/** Where something comes, if not to staging as it is deployed. */
export interface Where {
  readonly stack?: Stack;

  /** `preview`: nothing exists yet. */
  readonly mode?: Mode;

  /** What the pack is configured with, where that is another. */
  readonly settings?: (settings: Settings) => object;

  /** Text that no message may repeat. */
  readonly hidden?: string;
}

/** A change to our own stacks that a mandatory rule must refuse. @param rules Ids, one of which has to. */
export function refused(
  comes: string,
  rules: readonly string[],
  change: Change,
  where: Where = {},
): BadInput {
  return badInput(comes, `violation of ${rules.join(" or ")}`, async () => {
    // Nobody else need be asked, but where any rule might repeat the text: all of them take four times as long.
    const asked = where.hidden === undefined ? RULES.filter(({ id }) => rules.includes(id)) : RULES;
    const found = await foundBeyond(change, where, asked);
    const stopping = found.filter(({ level }) => level === "mandatory").map(({ policy }) => policy);
    return [
      ...brokenOf(found, where),
      ...(stopping.some((policy) => rules.includes(policy))
        ? []
        : [`refused by ${[...new Set(stopping)].join(", ") || "nothing"}`]),
    ];
  });
}

/** A change to our own stacks, which have no violation, that no rule may say anything of. */
export function accepted(comes: string, change: Change, where: Where = {}): BadInput {
  return badInput(comes, "no violation", async () => {
    const found = await foundBeyond(change, where);
    return [...brokenOf(found, where), ...found.map(({ policy, message }) => `${policy}: ${message}`)];
  });
}

/**
 * What the host reports of a changed stack and not of the same one without the change.
 *
 * @param rules Those that are asked.
 */
export async function foundBeyond(
  change: Change,
  where: Where = {},
  rules: readonly Rule[] = RULES,
): Promise<readonly Diagnostic[]> {
  const { stack = "staging", mode = "update" } = where;
  const declared = await declaredResources(stack, mode);
  const settings = await declaredSettings(stack);
  const others = where.settings?.(settings) ?? settings;
  const known = new Set((await cleanDiagnostics(stack, mode)).map(keyOf));
  const changed = change(declared);
  const touched = others === settings ? changed.filter((resource) => !declared.includes(resource)) : changed;
  return (await judgedBy(rules, changed, touched, settings.stackName, others)).filter(
    (diagnostic) => !known.has(keyOf(diagnostic)),
  );
}

/** Rules that broke off or crashed, and values in messages: whatever comes, never that. */
function brokenOf(found: readonly Diagnostic[], { hidden }: Where): readonly string[] {
  return found.flatMap(({ policy, message }) => [
    ...(/can['’]t run policy|The rule crashed/i.test(message) ? [`${policy} did not run: ${message}`] : []),
    ...(hidden !== undefined && message.includes(hidden) ? [`${policy} repeats the value`] : []),
  ]);
}

const clean = new Map<string, Promise<readonly Diagnostic[]>>();

function cleanDiagnostics(stack: Stack, mode: Mode): Promise<readonly Diagnostic[]> {
  const key = `${stack} ${mode}`;
  const known = clean.get(key) ?? judgeClean(stack, mode);
  clean.set(key, known);
  return known;
}

async function judgeClean(stack: Stack, mode: Mode): Promise<readonly Diagnostic[]> {
  const declared = await declaredResources(stack, mode);
  const settings = await declaredSettings(stack);
  return judgedBy(RULES, declared, declared, settings.stackName, settings);
}

/** @param touched Those that are asked about one by one, too, as is everything that has no outputs yet. */
async function judgedBy(
  rules: readonly Rule[],
  resources: readonly Declared[],
  touched: readonly Declared[],
  stackName: string,
  given: object,
): Promise<readonly Diagnostic[]> {
  // The pack knows its stack from the engine.
  const config = Object.fromEntries(Object.entries(given).filter(([key]) => key !== "stackName"));
  const policies = configured(rules, stackName, config);
  const found: Diagnostic[] = [];
  const one = new Set(touched);
  for (const declared of resources) {
    const { inputs, ...resource } = declared;
    if (inputs !== undefined && (one.has(declared) || Object.keys(resource.props ?? {}).length === 0)) {
      const diagnostics = await analyze(policies, { ...resource, props: inputs });
      // The host leaves out what the engine knows.
      found.push(...diagnostics.map((diagnostic) => ({ ...diagnostic, urn: resource.urn })));
    }
  }
  return [...found, ...(await analyzeStack(policies, resources))];
}

const keyOf = ({ policy, urn, level, message }: Diagnostic) => `${policy}\n${urn}\n${level}\n${message}`;
