import assert from "node:assert/strict";

import { readEstate } from "../../../sandbox/separation/estate";
import { Owners } from "../../../sandbox/separation/owners";
import { companyExports } from "./companyExports";

describe("Owners", () => {
  const estate = readEstate(companyExports());
  const owners = new Owners(estate);
  const [account] = estate.verticals;
  const own = estate.resources.filter((resource) => resource.account === account);
  const named = (text: string) => [...owners.named(text).keys()];

  it("knows an account's number wherever it stands", () => {
    const id = account?.id ?? "";
    for (const text of [id, `arn:aws:iam::${id}:role/x`, `bucket-${id}-logs`, `{"a":"${id}"}`, `x_${id}`]) {
      assert.deepEqual(named(text), [account], text);
    }
    assert.deepEqual(named(`1${id}`), []);
  });

  it("knows whose a thing is by the id that the cloud made", () => {
    for (const type of ["aws:ec2/subnet:Subnet", "aws:kms/key:Key", "aws:ec2/vpc:Vpc"]) {
      const { id = "" } = own.find((resource) => resource.type === type) ?? {};
      assert.deepEqual(named(`${type}/${id}/x`), [account], type);
    }
  });

  it("does not take a name that two accounts have for an id", () => {
    assert.ok(own.some(({ id }) => id === "duotone-audit"));
    assert.deepEqual(named("duotone-audit"), []);
  });

  it("knows nothing of what is in accounts that serve all", () => {
    const shared = estate.resources.find(
      ({ account: owner, type }) => owner?.kind === "audit" && type.includes("kms"),
    );
    assert.deepEqual(named(shared?.id ?? ""), []);
  });
});
