import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { format, resolveConfig } from "prettier";

import { documentationOf } from "../../../policy/register/documentation";
import { FAMILIES, REGISTER } from "../../../policy/register/register";
import { RULES } from "../../../policy/rules/rules";
import { ruleProblems } from "./ruleProblems";

const PAGE = path.resolve(__dirname, "../../../docs/policy-rules.md");
const ID = /^(CMP|LB|DNS|NET|IAM|KEY|DAT|SEG|ENV|BG|IMG|SEC|TAG|AUD)-(\d{2}|[A-G])$/;

describe("the register of rules", () => {
  it("has each rule of the code once, and no other", () => {
    assert.deepEqual(ruleProblems(RULES), []);
  });

  it("is in the order of the code, so that the page is", () => {
    assert.deepEqual(
      RULES.map(({ id }) => id),
      FAMILIES.flatMap(({ entries }) => Object.keys(entries)),
    );
  });

  for (const [id, { title, remediation, references }] of Object.entries(REGISTER)) {
    it(`says of ${id} what is wanted and what to do`, () => {
      assert.match(id, ID);
      assert.match(title, /^[A-Z].{10,}[^.]$/, "a title is one line without a full stop");
      assert.match(remediation, /^[A-Z`].{15,}\.$/s, "advice is whole sentences");
      for (const found of Object.values(references)) {
        assert.notDeepEqual(found, [], "leave out a framework that says nothing");
      }
    });
  }

  it("is what the committed page says", async () => {
    const page = await format(documentationOf(RULES), {
      ...(await resolveConfig(PAGE)),
      parser: "markdown",
    });
    if (process.env.UPDATE_GOLDEN === "1") {
      await writeFile(PAGE, page);
    }
    assert.equal(await readFile(PAGE, "utf8"), page, "run `make docs`, and read the difference");
  });
});
