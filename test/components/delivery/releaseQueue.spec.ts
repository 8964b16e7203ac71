import assert from "node:assert/strict";

import { ReleaseQueue } from "../../../components/delivery/releaseQueue";
import { inputsOf, type Observed, observed } from "../observability/observed";

const TABLE = "aws:dynamodb/table:Table";

const declared = (protect: boolean, mode: "preview" | "update" = "update") =>
  observed((opts) => {
    new ReleaseQueue("release-queue", { protect }, opts);
  }, mode);

describe("ReleaseQueue", function () {
  this.timeout(20_000);

  for (const protect of [true, false]) {
    it(`is a table of lanes, paid by the request and restorable, ${protect ? "" : "not "}protected`, async () => {
      const made = await declared(protect);
      assert.deepEqual(inputsOf(made, TABLE), {
        name: "duotone-release-queue",
        billingMode: "PAY_PER_REQUEST",
        hashKey: "lane",
        attributes: [{ name: "lane", type: "S" }],
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true },
        deletionProtectionEnabled: protect,
      });
      // Without the stack there is no release that could wait, so it does not stay.
      assert.deepEqual(made.kept.get(`${TABLE} release-queue`), { protect, retainOnDelete: false });
    });
  }

  it("registers the same in preview and in update", async () => {
    const names = ({ resources }: Observed) => resources.map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(names(await declared(true, "preview")), names(await declared(true)));
  });
});
