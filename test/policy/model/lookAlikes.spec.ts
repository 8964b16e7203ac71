import assert from "node:assert/strict";

import { looksLike } from "../../../policy/model/lookAlikes";

describe("Look-alikes", () => {
  const alike: Record<string, string> = {
    "another case": "Owner",
    "a letter of another alphabet": "оwner",
    "several letters of another alphabet": "vеrtісаl",
    "a blank": "owner ",
    "a character that nobody sees": "ow\u200bner",
    "a soft hyphen": "own\u00ader",
    "a dash": "ow-ner",
    "wide letters": "ｏｗｎｅｒ",
  };
  for (const [title, text] of Object.entries(alike)) {
    it(`are made with ${title}`, () => {
      assert.equal(looksLike(text, title.startsWith("several") ? "vertical" : "owner"), true);
    });
  }

  for (const text of ["owner", "owners", "owne", "ower", "own3r", "tower", "Größe", "五人五人五", ""]) {
    it(`are not: ${JSON.stringify(text)}`, () => {
      assert.equal(looksLike(text, "owner"), false);
    });
  }
});
