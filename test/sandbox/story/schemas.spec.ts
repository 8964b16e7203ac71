import assert from "node:assert/strict";

import { buildsOf, FIRST_SCHEMA, NEXT } from "../../../sandbox/story/schemas";

describe("buildsOf", () => {
  it("gives each release of the stacks once, its schema where it has a database, and the next release", () => {
    const stack = { region: "eu-west-1", databases: ["core"] };
    assert.deepEqual(
      buildsOf([
        { ...stack, releases: { staging: { core: "a", web: "b" } } },
        { ...stack, releases: { prod1: { core: "a", web: "c" } } },
      ]),
      [
        { service: "core", commit: "a", schema: FIRST_SCHEMA },
        { service: "web", commit: "b" },
        { service: "web", commit: "c" },
        NEXT,
      ],
    );
  });
});
