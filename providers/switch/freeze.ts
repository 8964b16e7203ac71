/** Days as the configuration writes them, from the start of a week. */
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MINUTES_A_DAY = 24 * 60;

/** A moment of every week, for example `Fri 16:00`. */
const WEEK_MOMENT = new RegExp(`^(${WEEKDAYS.join("|")}) ([01]\\d|2[0-3]):([0-5]\\d)$`);

/**
 * A time in which no name moves.
 *
 * Either once, from and until a date and time with its offset from UTC (`2026-12-20T00:00:00Z`); or every week, from
 * and until a moment of the week (`Fri 16:00`) in the time zone, daylight saving included. `until` itself is free again.
 */
export interface FreezeWindow {
  readonly reason: string;
  readonly from: string;
  readonly until: string;

  /** IANA name, for example `Europe/Berlin`. It makes the window a weekly one. */
  readonly timeZone?: string | undefined;
}

/** The windows that are on at a moment, in milliseconds since the epoch. */
export function freezesAt(windows: readonly FreezeWindow[], now: number): readonly FreezeWindow[] {
  return windows.filter((window) =>
    window.timeZone === undefined
      ? Date.parse(window.from) <= now && now < Date.parse(window.until)
      : isInWeekly(window.from, window.until, minuteOfWeek(now, window.timeZone)),
  );
}

/** Whether a text is a moment of the week. */
export function isWeekMoment(text: string): boolean {
  return WEEK_MOMENT.test(text);
}

/** Whether this machine knows a time zone of the name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A window's end in words. */
export function endOf({ until, timeZone }: FreezeWindow): string {
  return timeZone === undefined ? until : `${until} (${timeZone})`;
}

function isInWeekly(from: string, until: string, minute: number): boolean {
  const start = weekMinute(from);
  const end = weekMinute(until);
  // A window that ends before it starts goes over the end of the week.
  return start <= end ? start <= minute && minute < end : minute >= start || minute < end;
}

function weekMinute(text: string): number {
  const [, day = "", hour, minute] = WEEK_MOMENT.exec(text) ?? [];
  return WEEKDAYS.indexOf(day) * MINUTES_A_DAY + Number(hour) * 60 + Number(minute);
}

/** Minutes since Monday 00:00 as the clocks of the zone show them. */
function minuteOfWeek(now: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? "";
  return weekMinute(`${part("weekday")} ${part("hour")}:${part("minute")}`);
}
