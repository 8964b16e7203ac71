import assert from "node:assert/strict";

import { configOf, refuses } from "../refusal";

const window = (from: string, until: string, timeZone?: string) => ({
  reason: "No releases over the weekend.",
  from,
  until,
  ...(timeZone !== undefined && { timeZone }),
});
const override = (values: Readonly<Record<string, unknown>> = {}) => ({
  gate: "freeze",
  reason: "The mend of an outage.",
  by: "ada@example.com",
  until: "2026-12-20T20:00:00Z",
  ...values,
});

describe("freeze windows and overrides", () => {
  it("are none where the stack file names none", () => {
    const { freezeWindows, overrides, noticesWebhook } = configOf("prod");
    assert.deepEqual([freezeWindows, overrides, noticesWebhook], [[], [], undefined]);
  });

  it("are taken as they are written", () => {
    const windows = [
      window("2026-12-20T18:00:00Z", "2027-01-04T08:00:00+01:00"),
      window("Fri 16:00", "Mon 08:00", "Europe/Berlin"),
    ];
    const config = configOf("prod", {
      "duotone:freezeWindows": windows,
      "duotone:overrides": [override({ service: "core" })],
      "duotone:noticesWebhook": "https://hooks.example.com/duotone",
    });
    assert.deepEqual(config.freezeWindows, windows);
    assert.deepEqual(config.overrides, [override({ service: "core" })]);
    assert.equal(config.noticesWebhook, "https://hooks.example.com/duotone");
  });

  refuses(
    "refuses a window that would freeze nothing",
    { "duotone:freezeWindows": [window("2027-01-04T08:00:00Z", "2026-12-20T18:00:00Z")] },
    'duotone:freezeWindows[0].until is "2026-12-20T18:00:00Z", and from is "2027-01-04T08:00:00Z". ' +
      "Allowed: a moment after from. Correct one of them: as it is, nothing is frozen.",
  );
  refuses(
    "refuses a moment of the week without a time zone, and a date with one",
    {
      "duotone:freezeWindows": [
        window("Fri 16:00", "2027-01-04T08:00:00Z"),
        window("Fri 16:00", "2027-01-04T08:00:00Z", "UTC"),
      ],
    },
    'duotone:freezeWindows[0].from is "Fri 16:00". Allowed: a date and time with its offset from UTC, for example ' +
      '"2026-12-20T18:00:00Z", where there is no timeZone. Correct it, or name the timeZone of a weekly window.',
    'duotone:freezeWindows[1].until is "2027-01-04T08:00:00Z". Allowed: a moment of the week, for example "Fri 16:00", ' +
      "where there is a timeZone. Correct it, or remove the timeZone.",
  );
  refuses(
    "refuses what is no moment, no time zone and no reason, all at once",
    {
      "duotone:freezeWindows": [
        { reason: "", from: "tomorrow", until: "Mon 08:00", timeZone: "Mars/Olympus" },
      ],
    },
    "duotone:freezeWindows[0].reason is empty. Allowed: some words. Say why nothing is to be released then.",
    'duotone:freezeWindows[0].from is "tomorrow". Allowed: a date and time with its offset from UTC, for example ' +
      '"2026-12-20T18:00:00Z"; with timeZone a moment of the week, for example "Fri 16:00". Say when it begins.',
    'duotone:freezeWindows[0].timeZone is "Mars/Olympus". Allowed: a time zone by its IANA name, for example ' +
      "Europe/Berlin. Correct it; or remove it, where the window is no weekly one.",
  );
  refuses(
    "refuses overrides of gates that nobody passes by, of unknown services, without an end",
    {
      "duotone:overrides": [
        override({ gate: "names" }),
        override({ service: "cor" }),
        override({ until: "soon" }),
        "freeze",
      ],
    },
    'duotone:overrides[0].gate is "names". Allowed: health, alarms, twins, freeze, images, drain, protect. Name the gate that a refusal begins ' +
      "with; no other can be passed by.",
    'duotone:overrides[2].until is "soon". Allowed: a date and time with its offset from UTC, for example ' +
      '"2026-12-20T18:00:00Z". Say when it ends: a day ahead at the most.',
    'duotone:overrides[3] is "freeze". Allowed: a section with gate, service, reason, by, until. Describe the override, ' +
      "or remove it.",
    'duotone:overrides[1].service names "cor", which is not in duotone:services. Allowed: blog, campaigns, checkout, core, ' +
      "invoices, mailer, profile, settlement, site. Did you mean core?",
  );
  refuses(
    "refuses to let instances go of services that nobody names",
    { "duotone:overrides": [{ ...override({ gate: "drain" }), service: undefined }] },
    'duotone:overrides[0].service is missing. Allowed: the name of a service, where the gate is "drain". Name the service ' +
      "whose instances may go with the logs and files that they still hold.",
  );
  refuses(
    "refuses to replace live instances of services that nobody names",
    { "duotone:overrides": [{ ...override({ gate: "protect" }), service: undefined }] },
    'duotone:overrides[0].service is missing. Allowed: the name of a service, where the gate is "protect". Name the service ' +
      "whose instances may be replaced in the colour that has the public names.",
  );
  refuses(
    "refuses a webhook without TLS",
    { "duotone:noticesWebhook": "http://hooks.example.com" },
    'duotone:noticesWebhook is "http://hooks.example.com". Allowed: an address that begins with https://. Correct it, or ' +
      "remove it: releases are then told by mail alone.",
  );
});
