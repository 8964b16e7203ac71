import { ALARM_CASES } from "./alarmCases";
import { HEALTH_CASES } from "./healthCases";
import { IMAGE_CASES } from "./imageCases";
import { LEDGER_CASES } from "./ledgerCases";
import type { MatrixCase } from "./matrixCase";
import { MOVING_CASES } from "./movingCases";
import { TURN_CASES } from "./turnCases";
import { TWIN_CASES } from "./twinCases";

/** The whole fault matrix, but for kills, which have a driver of their own. The longest come first. */
export const MATRIX: readonly MatrixCase[] = [
  ...TURN_CASES,
  ...LEDGER_CASES,
  ...MOVING_CASES,
  ...HEALTH_CASES,
  ...ALARM_CASES,
  ...TWIN_CASES,
  ...IMAGE_CASES,
];
