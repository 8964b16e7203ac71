import type { BadInput } from "./badInput";
import { colourInputs } from "./colourInputs";
import { escapeInputs } from "./escapeInputs";
import { ownStackInputs } from "./ownStackInputs";
import { robustInputs } from "./robustInputs";
import { secretInputs } from "./secretInputs";
import { separationInputs } from "./separationInputs";
import { settingsInputs } from "./settingsInputs";
import { shapeInputs } from "./shapeInputs";
import { unknownInputs } from "./unknownInputs";

/** Everything bad that the pack must survive, area by area. */
export const BAD_INPUTS: Readonly<Record<string, readonly BadInput[]>> = {
  "unknown values": unknownInputs,
  "shapes and types": shapeInputs,
  "ways past a rule": escapeInputs,
  "ways between verticals": separationInputs,
  "settings and the pack itself": settingsInputs,
  "colours and names": colourInputs,
  secrets: secretInputs,
  "size, order and broken rules": robustInputs,
  "our own stacks": ownStackInputs,
};
