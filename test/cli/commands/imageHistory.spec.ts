import assert from "node:assert/strict";

import { serviceKey } from "../../../components/images/imageCatalogue";
import { catalogueImage } from "../../components/images/catalogueImage";
import { commitOf, FakeSession } from "../support/fakeSession";
import { runDuotone } from "../support/run";

describe("duotone images history", () => {
  let session: FakeSession;
  before(async () => {
    session = await FakeSession.deployed();
    const { exitCode } = await runDuotone(session, ["promote", "prod2", "--yes"]);
    assert.equal(exitCode, 0);
    session.shelf.images = {
      core: [
        catalogueImage({
          ...serviceKey("core", commitOf("a"), "arm64"),
          imageId: `ami-0${"a".repeat(16)}`,
          state: "revoked",
          stateChanges: [
            { state: "available", at: "1960-01-01T00:00:00.000Z", by: "arn:bake", reason: "baked" },
            { state: "revoked", at: "2026-11-21T00:00:00.000Z", by: "arn:ann", reason: "later" },
          ],
        }),
      ],
    };
  });

  interface Row {
    readonly since: string;
    readonly until: string | null;
    readonly color: string;
    readonly commit: string;
  }
  const rows = async (): Promise<readonly Row[]> => {
    const { document } = await runDuotone(session, ["images", "history", "core", "--json"]);
    return document?.releases as Row[];
  };

  it("tells release by release what the public names reached, how long and who asked", async () => {
    const told = await rows();
    assert.deepEqual(
      told.map(({ color, commit }) => [color, commit[0]]),
      [
        ["prod1", "a"],
        ["prod2", "b"],
      ],
    );
    assert.equal(told[0]?.until, told[1]?.since);
    assert.equal(told[1]?.until, null);
    const { printed } = await runDuotone(session, ["images", "history", "core"]);
    const [, , , , newest = "", older = ""] = printed.split("\n");
    assert.match(newest, / now +prod2 +bbbbbbb +ami-0bbbbbbb +ann@example\.com/);
    assert.match(older, / prod1 +aaaaaaa /);
  });

  it("tells of a moment the commit and the state that its image had then", async () => {
    const [first] = await rows();
    const { printed, document } = await runDuotone(session, [
      "images",
      "history",
      "core",
      "--at",
      first?.since ?? "",
      "--json",
    ]);
    assert.equal((document?.release as Row).commit, commitOf("a"));
    assert.match(printed, /available then, revoked now/);
  });

  it("knows of nothing before the first release, and of no moment to come", async () => {
    const early = await runDuotone(session, ["images", "history", "core", "--at", "1969-12-31", "--json"]);
    assert.equal(early.document?.release, null);
    assert.match(early.printed, /knew of no release of core/);
    const late = await runDuotone(session, ["images", "history", "core", "--at", "2999-01-01"]);
    assert.equal(late.exitCode, 2);
    assert.match(late.noted, /yet to come/);
  });

  it("knows the services", async () => {
    const { exitCode, noted } = await runDuotone(session, ["images", "history", "cart"]);
    assert.equal(exitCode, 2);
    assert.match(noted, /knows a service "cart"\. The services are: batch, core, shop, web\./);
  });
});
