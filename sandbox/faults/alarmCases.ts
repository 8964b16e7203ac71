import { SetAlarmStateCommand, type StateValue } from "@aws-sdk/client-cloudwatch";

import { given } from "../twoColours/clients";
import type { MatrixCase, MatrixStage } from "./matrixCase";

/** Alarms that speak against a colour, or say nothing of it. */
export const ALARM_CASES: readonly MatrixCase[] = [
  {
    name: "alarm in ALARM",
    arrange: (stage) => alarmIn(stage, "ALARM", "Threshold Crossed: 17 errors"),
    preview: [
      /\[alarms\] core on prod\d: alarm \S+-core-prod\d is ALARM since .* \(Threshold Crossed: 17 errors\)\. .*promote when it is OK/,
    ],
  },
  {
    name: "alarm without data",
    arrange: (stage) => alarmIn(stage, "INSUFFICIENT_DATA", "Unchecked: Initial alarm creation"),
    preview: [
      /\[alarms\] core on prod\d: alarm \S+-core-prod\d is INSUFFICIENT_DATA .*Wait until it has data/,
    ],
  },
];

async function alarmIn(
  { world, idle }: MatrixStage,
  StateValue: StateValue,
  StateReason: string,
): Promise<() => Promise<void>> {
  const fleet = world.fleets.find(({ service, color }) => service === "core" && color === idle);
  const AlarmName = given(fleet?.alarmNames[0], "an alarm");
  const set = async (state: StateValue, reason: string) => {
    await world.clients.alarms.send(
      new SetAlarmStateCommand({ AlarmName, StateValue: state, StateReason: reason }),
    );
  };
  await set(StateValue, StateReason);
  return () => set("OK", "Within the threshold");
}
