import { z } from "zod";

import { isTimeZone, isWeekMoment } from "../providers/switch/freeze";
import { OVERRIDE_GATES } from "../providers/switch/overrides";
import { didYouMean } from "./didYouMean";
import { field } from "./fields";

const MOMENT_ALLOWED =
  'a date and time with its offset from UTC, for example "2026-12-20T18:00:00Z"; with timeZone a moment of the week, ' +
  'for example "Fri 16:00"';

/** A date and time that means the same everywhere. */
export function isDateTime(text: string): boolean {
  return z.iso.datetime({ offset: true }).safeParse(text).success;
}

const moment = (remedy: string) =>
  field(
    z.string().refine((text) => isDateTime(text) || isWeekMoment(text)),
    MOMENT_ALLOWED,
    remedy,
  );

const words = (allowed: string, remedy: string) => field(z.string().trim().min(1), allowed, remedy);

/** One entry of `duotone:freezeWindows`. */
export const freezeWindowShape = {
  reason: words("some words", "Say why nothing is to be released then."),
  from: moment("Say when it begins."),
  until: moment("Say when it ends."),
  timeZone: field(
    z.string().refine(isTimeZone).optional(),
    "a time zone by its IANA name, for example Europe/Berlin",
    "Correct it; or remove it, where the window is no weekly one.",
  ),
};

/** One entry of `duotone:overrides`. */
export const overrideShape = {
  gate: field(z.enum(OVERRIDE_GATES), OVERRIDE_GATES.join(", "), (came) =>
    didYouMean(came, OVERRIDE_GATES, "Name the gate that a refusal begins with; no other can be passed by."),
  ),
  service: field(
    z.string().optional(),
    "the name of a service",
    "Name the service that may pass, or remove it: then all may.",
  ),
  reason: words("some words", "Say why the gate may be passed: it goes into the ledger."),
  by: words("the name or address of a person", "Say who answers for it: it goes into the ledger."),
  until: field(
    z.string().refine(isDateTime),
    'a date and time with its offset from UTC, for example "2026-12-20T18:00:00Z"',
    "Say when it ends: a day ahead at the most.",
  ),
};
