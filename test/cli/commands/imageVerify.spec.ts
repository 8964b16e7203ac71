import assert from "node:assert/strict";

import { serviceKey } from "../../../components/images/imageCatalogue";
import { catalogueImage } from "../../components/images/catalogueImage";
import { REPOSITORY } from "../preview/project";
import { FakeSession } from "../support/fakeSession";
import { FakeStack } from "../support/fakeStack";
import { runDuotone, type RunOptions } from "../support/run";

const CORE = "dcb98e40175c8039285dac29c882310d8543377d";
const OWNER = "100000000002";

describe("duotone images verify", () => {
  const image = catalogueImage({
    ...serviceKey("core", CORE, "arm64"),
    imageId: "ami-1",
    imageName: "duotone-core",
    copies: { "eu-central-1": "ami-2" },
    consumers: ["333333333333"],
  });
  const good = { id: "ami-1", name: "duotone-core", ownerAccountId: OWNER, encrypted: true };
  const copy = { ...good, id: "ami-2" };
  let session: FakeSession;
  let options: RunOptions;
  beforeEach(async () => {
    session = await FakeSession.deployed();
    session.shelf.images = { core: [image] };
    session.shelf.inRegions = { "eu-west-1": [good], "eu-central-1": [copy] };
    options = {
      cwd: REPOSITORY,
      openSession: ({ stack }) => {
        const opened = new FakeStack(stack, session.clock);
        opened.has = { accounts: { accounts: stack === "prod" ? "111111111111" : "222222222222" } };
        return Promise.resolve(opened);
      },
    };
  });
  /** The first stack that is opened is the command's own. */
  const verify = (openSession = options.openSession) => {
    const opened: string[] = [];
    return runDuotone(session, ["images", "verify", "--json"], {
      ...options,
      openSession: (where) =>
        opened.push(where.stack) === 1 || openSession === undefined
          ? Promise.resolve(session)
          : openSession(where),
    });
  };

  it("ends well where everything is as the catalogue says, copies too", async () => {
    const { exitCode, printed, document } = await verify();
    assert.equal(exitCode, 0);
    assert.equal(printed, "2 images: all as the catalogue says.");
    assert.deepEqual(document?.regions, ["eu-central-1", "eu-west-1"]);
    const consumers = ["111111111111", "222222222222", "333333333333"];
    assert.deepEqual(session.shelf.consumersAsked, { "ami-1": consumers, "ami-2": consumers });
  });

  const faults: readonly (readonly [
    string,
    Partial<Pick<FakeSession["shelf"], "inRegions" | "sharedWith">>,
    RegExp,
  ])[] = [
    ["missing", { inRegions: { "eu-west-1": [good] } }, /\(ami-2 in\s+eu-central-1\): EC2 does not have it/],
    [
      "owner",
      { inRegions: { "eu-west-1": [{ ...good, ownerAccountId: "9" }], "eu-central-1": [copy] } },
      /belongs to 9/,
    ],
    ["name", { inRegions: { "eu-west-1": [{ ...good, name: "x" }], "eu-central-1": [copy] } }, /called "x"/],
    [
      "unencrypted",
      { inRegions: { "eu-west-1": [{ ...good, encrypted: false }], "eu-central-1": [copy] } },
      /not every disk/,
    ],
    [
      "duplicate",
      { inRegions: { "eu-west-1": [good, { ...good, id: "ami-9" }], "eu-central-1": [copy] } },
      /ami-9 has the same name/,
    ],
    [
      "shared",
      { sharedWith: { "ami-2": ["everybody", "the account 9"] } },
      /\(ami-2 in\s+eu-central-1\): it is shared with everybody\..*with the account 9\./s,
    ],
  ];
  for (const [kind, change, words] of faults) {
    it(`finds ${kind}, and ends with 3`, async () => {
      Object.assign(session.shelf, change);
      const { exitCode, printed, document } = await verify();
      assert.equal(exitCode, 3);
      assert.match(printed, words);
      const findings = document?.findings as { kind: string }[];
      assert.deepEqual([...new Set(findings.map((finding) => finding.kind))], [kind]);
    });
  }

  it("verifies nothing where it is not known who the consumers are", async () => {
    const { exitCode, noted } = await verify(() => Promise.reject(new Error("no such stack")));
    assert.equal(exitCode, 1);
    assert.match(noted, /Nothing was verified\..*could not be asked what it runs: no such stack/s);
    assert.equal(session.shelf.closed, 1);
  });
});
