import assert from "node:assert/strict";
import path from "node:path";

import {
  PREREQUISITES,
  findGo,
  missingPrerequisites,
  refuseIfMissing,
} from "../../../sandbox/engine/prerequisites";
import { UserError } from "../../../sandbox/userError";
import { removeFolder, temporaryFolder, writeProgram } from "./support";

describe("prerequisites", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  it("are all named at once where they are missing, each with what to do", async () => {
    const missing = await missingPrerequisites({ PATH: folder }, "linux");
    assert.equal(missing.length, PREREQUISITES.length);
    for (const [index, { program, debianPackage }] of PREREQUISITES.entries()) {
      assert.ok(missing[index]?.startsWith(`${program} is not on PATH (`));
      assert.ok(missing[index]?.includes(`"apt-get install ${debianPackage}"`));
    }
  });

  it("that are there are not named, nor those that the system does without", async () => {
    for (const program of ["git", "make", "tar"]) {
      await writeProgram(folder, program, "true");
    }
    const names = async (os: NodeJS.Platform) =>
      (await missingPrerequisites({ PATH: folder }, os)).map((sentence) => sentence.split(" ")[0]);
    assert.deepEqual(await names("linux"), ["node", "setpriv"]);
    assert.deepEqual(await names("darwin"), ["node"]);
  });

  it("are refused in one error that lists them", () => {
    refuseIfMissing([]);
    assert.throws(
      () => {
        refuseIfMissing(["a is missing", "b is missing"]);
      },
      (error: unknown) =>
        error instanceof UserError &&
        error.message.endsWith("on this machine:\n - a is missing\n - b is missing"),
    );
  });

  describe("Go", () => {
    const says = (version: string, toolchain: string) =>
      writeProgram(
        folder,
        "go",
        `test "$1 $2 $3" = "env GOVERSION GOTOOLCHAIN" && echo ${version} && echo ${toolchain}`,
      );

    it("is used where it is recent enough", async () => {
      await says("go1.26.8", "local");
      assert.deepEqual(await findGo({ PATH: folder }, "1.25.8"), {
        path: path.join(folder, "go"),
        version: "1.26.8",
        toolchain: "local",
      });
    });

    it("that is too old is told to fetch the release that is needed, if it may", async () => {
      await says("go1.22.2", "auto");
      assert.deepEqual(await findGo({ PATH: folder }, "1.25.8"), {
        path: path.join(folder, "go"),
        version: "1.25.8",
        toolchain: "go1.25.8",
      });
    });

    it("that is too old and may not fetch another is refused with both releases", async () => {
      await says("go1.22.2", "local");
      const sentence = await findGo({ PATH: folder }, "1.25.8");
      assert.ok(typeof sentence === "string");
      assert.match(sentence, /go is Go 1\.22\.2, and 1\.25\.8 or later is needed: .*GOTOOLCHAIN=auto/);
    });

    it("of a time before toolchains is refused, whatever GOTOOLCHAIN says", async () => {
      await says("go1.19.8", "auto");
      const sentence = await findGo({ PATH: folder }, "1.25.8");
      assert.ok(typeof sentence === "string");
      assert.match(sentence, /is Go 1\.19\.8/);
      assert.doesNotMatch(sentence, /GOTOOLCHAIN/);
    });

    it("that is missing or says nothing about itself is named", async () => {
      const sentence = async () => {
        const found = await findGo({ PATH: folder }, "1.25.8");
        assert.ok(typeof found === "string");
        return found;
      };
      assert.match(await sentence(), /go is not on PATH .* Go 1\.25\.8 or later/);
      await writeProgram(folder, "go", "exit 1");
      assert.match(await sentence(), /does not say its version/);
    });
  });
});
