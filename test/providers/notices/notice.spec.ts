import assert from "node:assert/strict";

import fc from "fast-check";

import { type Notice, noticeText, subjectOf } from "../../../providers/notices/notice";
import { someNotice } from "./someNotice";

describe("A notice for people", () => {
  it("says what happened, when, by whom and why, and what each service runs", () => {
    assert.equal(
      noticeText(someNotice()),
      `Stack prod: released prod2.

When       2030-01-02T03:04:05.678Z
Who        ann
Names      prod1 to prod2
Reference  CHG-7
Reason     release 12
Ledger     record 12, ${"c".repeat(64)}

Services
  core      aaaaaaaaaaaa -> bbbbbbbbbbbb
  mail      nothing -> bbbbbbbbbbbb
  payments  aaaaaaaaaaaa, as before
`,
    );
  });

  it("lists every reason of a refusal, and says that nothing moved", () => {
    const { stack, color, from, at, by } = someNotice();
    const reasons = ["core has 1 of 2.", "A freeze\nis\0on."];
    assert.equal(
      noticeText({ kind: "refused", stack, color, from, at, by, services: {}, reasons }),
      `Stack prod: refused to release prod2.

When   2030-01-02T03:04:05.678Z
Who    ann
Names  prod1 to prod2: not moved

Refused because
  - core has 1 of 2.
  - A freeze
    is on.
`,
    );
  });

  for (const [kind, headline, title] of [
    ["rolled back", "rolled back to prod2", "Remarks"],
    ["override used", "released prod2 past its gate, by an override", "Overridden"],
    ["failed", "failed to release prod2", "Failed because"],
  ] as const) {
    it(`has a headline and a title for "${kind}"`, () => {
      const text = noticeText(someNotice({ kind, from: [], reasons: ["This."] }));
      assert.ok(text.startsWith(`Stack prod: ${headline}.\n`), text);
      assert.ok(text.endsWith(`\n${title}\n  - This.\n`), text);
      assert.ok(text.includes("to prod2, for the first time"), text);
    });
  }

  it("tells a new image of the same commit from no change", () => {
    const old = { commit: "a".repeat(40), imageId: "ami-1" };
    const text = noticeText(someNotice({ services: { core: { old, new: { ...old, imageId: "ami-2" } } } }));
    assert.ok(text.includes("core  aaaaaaaaaaaa (ami-1) -> aaaaaaaaaaaa (ami-2)"), text);
  });
});

describe("A notice's subject", () => {
  it("says stack, what happened and the reference", () => {
    assert.equal(subjectOf(someNotice()), "duotone prod: released prod2 (CHG-7)");
    assert.equal(
      subjectOf(someNotice({ kind: "refused", reference: "Änderung\n7 → 8" })),
      "duotone prod: refused to release prod2 (Anderung 7 ? 8)",
    );
  });

  it("is one line of fewer than 100 printable ASCII characters, whatever it is made of", () => {
    const kinds: readonly Notice["kind"][] = [
      "released",
      "refused",
      "rolled back",
      "override used",
      "failed",
    ];
    const odd = [
      "a",
      "~",
      " ",
      "\n",
      "\r",
      "\t",
      "\0",
      "\x7f",
      "é",
      "e\u0301",
      "ß",
      "中",
      "\u2028",
      "\ud800",
      "🎉",
    ];
    const text = fc.string({ unit: fc.constantFrom(...odd), maxLength: 150 });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), text, text, text, (kind, stack, color, reference) => {
        assert.match(subjectOf(someNotice({ kind, stack, color, reference })), /^[!-~][ -~]{0,98}$/);
      }),
    );
  });
});
