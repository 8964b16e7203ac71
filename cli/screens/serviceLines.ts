import type { AlarmState } from "../../providers/switch/switchCloud";
import type { Release } from "../../providers/switch/switchInputs";
import type { Paint } from "../paint";
import { imageText, shortCommit } from "./words";

/** How many instances of a service take work, or why nobody knows. */
export type HealthCell =
  | { readonly healthy: number; readonly wanted: number; readonly registered: number }
  | { readonly unreadable: string };

/** The alarms that watch a service, or why nobody knows their states. */
export type AlarmCell = readonly AlarmState[] | { readonly unreadable: string };

/** One service in one colour. */
export interface ServiceIn {
  readonly release: Release | undefined;
  readonly health: HealthCell | undefined;
  readonly alarms: AlarmCell | undefined;
}

/** `2/2`: healthy of wanted, red where it is not enough, `?` where nobody knows. */
export function healthText(cell: HealthCell | undefined, paint: Paint): string {
  if (cell === undefined || "unreadable" in cell) {
    return paint.warn("?");
  }
  const text = `${cell.healthy}/${cell.wanted}`;
  return cell.healthy >= cell.wanted && cell.wanted > 0 ? text : paint.bad(text);
}

/** `ok` where all are, `ALARM` where one is in it, `?` where one has no data or nobody knows, `none` where there are none. */
export function alarmText(cell: AlarmCell | undefined, paint: Paint): string {
  if (cell === undefined || "unreadable" in cell) {
    return paint.warn("?");
  }
  if (cell.length === 0) {
    return paint.warn("none");
  }
  const states = cell.map(({ state }) => state);
  return states.includes("ALARM")
    ? paint.bad("ALARM")
    : states.every((state) => state === "OK")
      ? "ok"
      : paint.warn("?");
}

/** `9ab0d12 ami-0f9e8d7c`. */
export function releaseText(release: Release | undefined, columns: number): string {
  return release === undefined
    ? "nothing"
    : `${shortCommit(release.commit)} ${imageText(release.imageId, columns)}`;
}

/** Whether two colours run the same of a service. */
export function isSameRelease(one: Release | undefined, other: Release | undefined): boolean {
  return one?.commit === other?.commit && one?.imageId === other?.imageId;
}
