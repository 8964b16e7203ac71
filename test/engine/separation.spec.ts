import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { SANDBOX_CREDENTIALS, SANDBOX_PASSPHRASE } from "../../sandbox/environment";
import { ENGINE_TEST_LIMIT, useEngineSession } from "../../sandbox/engineSession";
import { type Canary, canaryProblems, type SearchedText } from "../../sandbox/separation/canaries";
import { readCloudSecrets } from "../../sandbox/separation/cloudSecrets";
import { readEstate } from "../../sandbox/separation/estate";
import { separationProblems } from "../../sandbox/separation/separationProblems";
import { roleAccess } from "../../sandbox/story/cloudAccess";
import { Draft } from "../sandbox/separation/draft";
import { MUTANTS } from "../sandbox/separation/mutants";

/** Exports that the story leaves: of all that is made. */
const EXPORTS = ["duotone-foundation-org", "duotone-staging", "duotone-prod"];

/** Stack files in the work copy, as the story left them. */
const STACK_FILES = ["foundation/Pulumi.org.yaml", "Pulumi.staging.yaml", "Pulumi.prod.yaml"];

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []));
}

describe("verticals that the real engine made", function () {
  this.timeout(ENGINE_TEST_LIMIT);
  const session = useEngineSession();
  let whole: readonly unknown[] = [];
  before(async () => {
    whole = await Promise.all(EXPORTS.map((name) => session().readExport(name)));
  });

  it("are there: several in each stack, restricted ones and others", () => {
    const { verticals } = readEstate(whole);
    for (const stack of ["staging", "prod"]) {
      const own = verticals.filter((account) => account.stack === stack);
      assert.ok(own.some(({ restricted }) => restricted) && own.some(({ restricted }) => !restricted), stack);
    }
  });

  it("are apart", () => {
    assert.deepEqual(separationProblems(whole), []);
  });

  for (const mutant of MUTANTS) {
    it(`would not pass, by ${mutant.property}, if ${mutant.name}`, () => {
      const draft = new Draft(whole);
      mutant.break(draft);
      const problems = separationProblems(draft.exports).filter(
        ({ property }) => property === mutant.property,
      );
      assert.ok(problems.length > 0);
    });
  }
});

describe("secrets on the real engine", function () {
  this.timeout(ENGINE_TEST_LIMIT);
  const session = useEngineSession();

  /** What a run leaves behind and somebody may read: exports, stack files, outputs and logs of the engine. */
  const leftBehind = async (): Promise<SearchedText[]> => {
    const { stateDir, workDir } = session().sandbox;
    const folders = ["exports", "logs"].map((folder) => path.join(stateDir, folder));
    const listed = await Promise.all(folders.map(filesBelow));
    const files = [...listed.flat(), ...STACK_FILES.map((file) => path.join(workDir, file))];
    return Promise.all(
      files.map(async (file) => ({ name: path.relative(stateDir, file), text: await readFile(file) })),
    );
  };

  const cloudSecrets = async (): Promise<Canary[]> => {
    const { endpoint, region } = session().sandbox;
    const { accounts } = readEstate(await Promise.all(EXPORTS.map((name) => session().readExport(name))));
    const found = await Promise.all(
      accounts
        .filter(({ kind }) => kind !== "management")
        .map(({ id }) =>
          readCloudSecrets(
            roleAccess(endpoint, region, `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`),
          ),
        ),
    );
    return found.flat();
  };

  it("are in no export, stack file or log", async () => {
    const canaries = [
      { name: "the secret access key", value: SANDBOX_CREDENTIALS.secretAccessKey },
      { name: "the passphrase of the configuration", value: SANDBOX_PASSPHRASE },
      ...(await cloudSecrets()),
    ];
    assert.ok(canaries.length > 2, "The cloud has no secrets, so nothing of it was searched for.");
    assert.deepEqual(canaryProblems(await leftBehind(), canaries), []);
  });

  it("would be found: what every export and stack file has is", async () => {
    const { region } = session().sandbox;
    const texts = await leftBehind();
    const wanted = texts.filter(({ name }) => /^exports\/|Pulumi\.\w+\.yaml$/.test(name));
    assert.ok(wanted.length >= EXPORTS.length + STACK_FILES.length && texts.length > wanted.length);
    assert.deepEqual(
      canaryProblems(wanted, [{ name: "the region", value: region }]),
      wanted.map(({ name }) => `${name} has the region.`),
    );
  });
});
