import type { Release } from "../../providers/switch/types";
import type { Paint } from "../paint";
import { imageText, shortCommit } from "./words";

/** How many instances of a service take work, or why nobody knows. */
export type HealthCell =
  | { readonly healthy: number; readonly wanted: number; readonly registered: number }
  | { readonly unreadable: string };

/** Names of the alarms that are in ALARM, or why nobody knows; undefined where a service has none. */
export type AlarmCell = readonly string[] | { readonly unreadable: string };

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

/** `ok`, `ALARM`, `?` where nobody knows, `-` where there are none. */
export function alarmText(cell: AlarmCell | undefined, paint: Paint): string {
  if (cell === undefined) {
    return "-";
  }
  if ("unreadable" in cell) {
    return paint.warn("?");
  }
  return cell.length === 0 ? "ok" : paint.bad("ALARM");
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
