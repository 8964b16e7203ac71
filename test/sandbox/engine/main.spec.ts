import assert from "node:assert/strict";

import { partsTable } from "../../../sandbox/engine/main";

describe("partsTable", () => {
  it("has a line for each part, with where it came from and what it took", () => {
    const table = partsTable([
      {
        tool: "packer",
        version: "1.15.1",
        origin: "built from Go modules",
        path: "/cache/packer",
        seconds: 61.26,
      },
      { tool: "pulumi", version: "3.220.0", origin: "PATH", path: "/bin/pulumi", seconds: 0 },
    ]);
    assert.match(table, /│ packer +│ 1\.15\.1 +│ built from Go modules │ \/cache\/packer +│ +61\.3 │/);
    assert.match(table, /│ pulumi +│ 3\.220\.0 +│ PATH +│ \/bin\/pulumi +│ +0\.0 │/);
  });
});
