import assert from "node:assert/strict";

import { endOf, freezesAt, isTimeZone, isWeekMoment } from "../../../providers/switch/freeze";

const once = { reason: "Year's end", from: "2026-12-20T18:00:00Z", until: "2027-01-04T08:00:00+01:00" };
const weekend = { reason: "Weekend", from: "Fri 16:00", until: "Mon 08:00", timeZone: "Europe/Berlin" };
const nightly = { reason: "Batch", from: "Tue 01:30", until: "Tue 03:00", timeZone: "America/New_York" };

describe("a freeze window", () => {
  const cases: readonly (readonly [window: typeof weekend | typeof once, at: string, isOn: boolean])[] = [
    [once, "2026-12-20T17:59:59Z", false],
    [once, "2026-12-20T18:00:00Z", true],
    [once, "2027-01-04T06:59:59Z", true],
    [once, "2027-01-04T07:00:00Z", false],
    // Berlin is an hour ahead of UTC in winter, two in summer.
    [weekend, "2026-11-20T14:59:00Z", false],
    [weekend, "2026-11-20T15:00:00Z", true],
    [weekend, "2026-11-22T12:00:00Z", true],
    [weekend, "2026-11-23T06:59:00Z", true],
    [weekend, "2026-11-23T07:00:00Z", false],
    [weekend, "2026-07-03T13:59:00Z", false],
    [weekend, "2026-07-03T14:00:00Z", true],
    [weekend, "2026-07-06T05:59:00Z", true],
    [weekend, "2026-07-06T06:00:00Z", false],
    [nightly, "2026-11-24T06:29:00Z", false],
    [nightly, "2026-11-24T06:30:00Z", true],
    [nightly, "2026-11-24T08:00:00Z", false],
    [nightly, "2026-11-25T07:00:00Z", false],
  ];
  for (const [window, at, isOn] of cases) {
    it(`${window.from} to ${window.until} is ${isOn ? "on" : "off"} at ${at}`, () => {
      assert.deepEqual(freezesAt([window], Date.parse(at)), isOn ? [window] : []);
    });
  }

  it("says its end, a weekly one with its time zone", () => {
    assert.equal(endOf(once), "2027-01-04T08:00:00+01:00");
    assert.equal(endOf(weekend), "Mon 08:00 (Europe/Berlin)");
  });

  it("shows all that are on", () => {
    assert.deepEqual(freezesAt([once, weekend, nightly], Date.parse("2026-12-25T20:00:00Z")), [
      once,
      weekend,
    ]);
  });
});

describe("a moment of the week", () => {
  for (const text of ["Mon 00:00", "Fri 16:05", "Sun 23:59"]) {
    it(`is "${text}"`, () => {
      assert.ok(isWeekMoment(text));
    });
  }
  for (const text of ["Mon", "Fri 24:00", "fri 16:00", "Friday 16:00", "Fri 16:60", "2026-12-20T18:00:00Z"]) {
    it(`is not "${text}"`, () => {
      assert.ok(!isWeekMoment(text));
    });
  }
});

describe("a time zone", () => {
  it("is what the machine knows", () => {
    assert.deepEqual(["Europe/Berlin", "UTC", "Europe/Atlantis", ""].map(isTimeZone), [
      true,
      true,
      false,
      false,
    ]);
  });
});
