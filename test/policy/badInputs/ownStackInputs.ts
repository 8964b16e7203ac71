import { checkMerged } from "../../../policy/merged/checkMerged";
import { RULES } from "../../../policy/rules/rules";
import { declaredSettings } from "../support/declaredSettings";
import { declareResources, declaredResources, nodeOf, stackFile, STACKS } from "../support/declaredStack";
import type { Diagnostic } from "../support/host";
import { hostedDiagnostics } from "../support/hosted";
import { type BadInput, badInput } from "./badInput";
import { add, all, set } from "./changes";
import { FAULT, openGroup } from "./faults";
import { foundBeyond } from "./judgedChange";
import { BUCKET } from "./types";

/** Our own stacks, which nothing may be said of, and the same stack seen in different ways. */
export const ownStackInputs: readonly BadInput[] = [
  badInput("the same faults in a preview, an update and an export", "the same violations", sameEverywhere),
  ...STACKS.map((stack) =>
    badInput(
      `our own stack ${stack}, in a first preview and once it is there`,
      "no violation that stops it",
      () => clean(stack),
    ),
  ),
  badInput("our own stack prod with the other colour active", "no violation that stops it", otherColour),
];

async function sameEverywhere(): Promise<readonly string[]> {
  const change = all(
    FAULT,
    openGroup,
    add(BUCKET, "open", "accounts", { bucket: "open", forceDestroy: true }),
    set("aws:lb/loadBalancer:LoadBalancer", "staging-core", { dropInvalidHeaderFields: false }),
  );
  const keys = (
    found: readonly { readonly rule: string; readonly urn: string | undefined; readonly level: string }[],
  ) =>
    [
      ...new Set(
        found.filter(({ level }) => level === "mandatory").map(({ rule, urn }) => `${rule} ${urn ?? ""}`),
      ),
    ]
      .sort()
      .join("\n");
  const hosted = (found: readonly Diagnostic[]) =>
    keys(found.map(({ policy, ...rest }) => ({ ...rest, rule: policy })));
  const [preview, update] = await Promise.all([
    foundBeyond(change, { mode: "preview" }),
    foundBeyond(change),
  ]);
  const resources = change(await declaredResources("staging", "update"));
  const { asOf, inventory, exemptions } = await declaredSettings("staging");
  const exported = keys(checkMerged(RULES, resources.map(nodeOf), { asOf, inventory, exemptions }));
  return [
    ...(hosted(update).split("\n").length >= 4 ? [] : ["too few violations to tell"]),
    ...(hosted(preview) === hosted(update)
      ? []
      : [`preview:\n${hosted(preview)}\nupdate:\n${hosted(update)}`]),
    ...(exported === hosted(update) ? [] : [`export:\n${exported}\nupdate:\n${hosted(update)}`]),
  ];
}

async function clean(stack: (typeof STACKS)[number]): Promise<readonly string[]> {
  const settings = await declaredSettings(stack);
  const found: Diagnostic[] = [];
  for (const mode of ["preview", "update"] as const) {
    found.push(...(await hostedDiagnostics(RULES, await declaredResources(stack, mode), settings)));
  }
  return stopping(found);
}

async function otherColour(): Promise<readonly string[]> {
  const settings = await declaredSettings("prod");
  const { inventory, stackName } = settings;
  const own = inventory.stacks[stackName];
  const text = (await stackFile("prod")).replace("activeColor: prod1", "activeColor: prod2");
  const resources = await declareResources("prod", "update", text);
  return own === undefined
    ? ["it is not in the inventory"]
    : stopping(
        await hostedDiagnostics(RULES, resources, {
          ...settings,
          inventory: {
            ...inventory,
            stacks: { ...inventory.stacks, [stackName]: { ...own, activeColor: "prod2" } },
          },
        }),
      );
}

function stopping(found: readonly Diagnostic[]): readonly string[] {
  return found
    .filter(({ level, message }) => level === "mandatory" || /can['’]t run policy/i.test(message))
    .map(({ policy, message }) => `${policy}: ${message}`);
}
