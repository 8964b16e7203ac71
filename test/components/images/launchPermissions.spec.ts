import assert from "node:assert/strict";

import { strangersAmong } from "../../../components/images/launchPermissions";

const ORGANIZATION = "arn:aws:organizations::100000000001:organization/o-1";
const UNIT = "arn:aws:organizations::100000000001:ou/o-1/ou-1";

describe("strangersAmong", () => {
  const consumers = ["100000000004", "100000000005"];

  it("finds none where an image is shared with nobody, or with consumers alone", () => {
    assert.deepEqual(strangersAmong([], consumers), []);
    assert.deepEqual(strangersAmong([], []), []);
    assert.deepEqual(strangersAmong([{ UserId: "100000000005" }], consumers), []);
  });

  it("names everybody, organizations, units and accounts that are no consumers", () => {
    const permissions = [
      { Group: "all" as const },
      { OrganizationArn: ORGANIZATION },
      { UserId: "100000000004" },
      { OrganizationalUnitArn: UNIT },
      { UserId: "999988887777" },
    ];
    assert.deepEqual(strangersAmong(permissions, consumers), [
      "everybody",
      `the organization ${ORGANIZATION}`,
      `the organizational unit ${UNIT}`,
      "the account 999988887777",
    ]);
  });
});
