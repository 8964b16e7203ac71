import { readRequired } from "../providers/switch/inputs";
import type { SwitchInputs } from "../providers/switch/switchInputs";
import { releaseSwitchOf, type SwitchState } from "../sandbox/story/publicNames";
import { resourcesOf } from "../sandbox/story/stackExport";

/** Prod's release switch, which the comparisons take names, balancers and fleets from. */
export interface ProdSwitch {
  /** As the switch itself reads them. */
  readonly inputs: SwitchInputs;

  /** As the story asks for its names. */
  readonly state: SwitchState;
}

/** @throws Error where the exported stack has no release switch, more than one, or one that cannot be read. */
export function prodSwitchOf(exported: unknown): ProdSwitch {
  const state = releaseSwitchOf(exported);
  const inputs = resourcesOf(exported).find(({ urn }) => urn === state.urn)?.inputs;
  return { inputs: readRequired(inputs), state };
}
