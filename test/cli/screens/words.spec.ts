import assert from "node:assert/strict";

import {
  duration,
  imageText,
  listed,
  minuteOf,
  personOf,
  shortCommit,
  tookWords,
} from "../../../cli/screens/words";
import { bullets, facts, visibleLength, wrapped } from "../../../cli/screens/layout";
import { alarmText, healthText, isSameRelease } from "../../../cli/screens/serviceLines";
import { COLORED, PLAIN } from "../../../cli/paint";

describe("words for people", () => {
  it("tell lengths of time with as much as matters", () => {
    for (const [milliseconds, text] of [
      [0, "0.0 s"],
      [-5, "0.0 s"],
      [9_940, "9.9 s"],
      [9_960, "10 s"],
      [60_000, "1 min"],
      [80_400, "1 min 20 s"],
      [3_600_000, "1 h"],
      [3_725_000, "1 h 2 min"],
    ] as const) {
      assert.equal(duration(milliseconds), text);
    }
    assert.equal(
      tookWords([
        ["queue", 4_000],
        ["preview", 21_000],
      ]),
      "queue 4.0 s, preview 21 s; together 25 s",
    );
  });

  it("tell lists, moments, people, commits and images", () => {
    assert.deepEqual(
      [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])],
      ["", "a", "a and b", "a, b and c"],
    );
    assert.equal(minuteOf("2026-11-21T16:05:59.123Z"), "2026-11-21 16:05");
    assert.equal(personOf("arn:aws:sts::1:assumed-role/deployer/ada"), "ada");
    assert.equal(personOf("ada@example.com"), "ada@example.com");
    assert.equal(shortCommit("9ab0d12e5f3c"), "9ab0d12");
    assert.equal(imageText("ami-0123456789abcdef0", 80), "ami-01234567");
    assert.equal(imageText("ami-0123456789abcdef0", 110), "ami-0123456789abcdef0");
  });
});

describe("layout", () => {
  it("breaks text at blanks, within the width, and leaves long words whole", () => {
    assert.deepEqual(wrapped("one two three", 7), ["one two", "three"]);
    assert.deepEqual(wrapped("abcdefghij k", 5), ["abcdefghij", "k"]);
    assert.deepEqual(wrapped("", 5), [""]);
  });

  it("counts no colours as width", () => {
    assert.equal(visibleLength(COLORED.bad("red")), 3);
    assert.deepEqual(wrapped(`${COLORED.bad("one")} two`, 7), [`${COLORED.bad("one")} two`]);
  });

  it("sets facts and reasons below each other", () => {
    assert.equal(
      facts(
        [
          { label: "names", lines: ["a b c d e f", "g"] },
          { label: "left out", lines: [] },
        ],
        20,
      ),
      ["  names       a b c", "              d e f", "              g"].join("\n"),
    );
    assert.equal(bullets(["a b c d\ne"], 8), ["  - a b", "    c d", "    e"].join("\n"));
  });
});

describe("how a service is", () => {
  it("is told by few signs, and doubt is one of them", () => {
    assert.equal(healthText({ healthy: 2, wanted: 2, registered: 2 }, COLORED), "2/2");
    assert.equal(healthText({ healthy: 1, wanted: 2, registered: 2 }, COLORED), COLORED.bad("1/2"));
    assert.equal(healthText({ healthy: 0, wanted: 0, registered: 0 }, COLORED), COLORED.bad("0/0"));
    assert.equal(healthText({ unreadable: "throttled" }, PLAIN), "?");
    assert.equal(healthText(undefined, PLAIN), "?");
    const alarm = (...states: ("OK" | "ALARM" | "INSUFFICIENT_DATA" | "missing")[]) =>
      alarmText(
        states.map((state, index) => ({ name: String(index), state })),
        PLAIN,
      );
    assert.deepEqual(
      [
        alarm("OK", "OK"),
        alarm("OK", "ALARM", "missing"),
        alarm("OK", "INSUFFICIENT_DATA"),
        alarm("missing"),
        alarm(),
      ],
      ["ok", "ALARM", "?", "?", "none"],
    );
    assert.deepEqual([alarmText(undefined, PLAIN), alarmText({ unreadable: "no" }, PLAIN)], ["?", "?"]);
  });

  it("is the same only with the same commit and image", () => {
    const one = { commit: "a", imageId: "ami-1" };
    assert.ok(isSameRelease(one, { ...one }));
    assert.ok(!isSameRelease(one, { ...one, imageId: "ami-2" }));
    assert.ok(!isSameRelease(one, undefined));
  });
});
