import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { usageError } from "../../../cli/cliError";
import type { Session } from "../../../cli/session";
import { said, step, violation } from "../preview/events";
import { TemporaryProject } from "../preview/project";
import { FakeStack } from "../support/fakeStack";
import { runDuotone, type RunOptions } from "../support/run";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const CLOCK: Session["clock"] = {
  now: () => Date.parse("2026-11-21T12:00:00Z"),
  random: () => 0,
  deadline: () => new AbortController().signal,
  sleep: () => Promise.resolve(),
};
const proven = (proof: string): readonly EngineEvent[] => [
  step("same", TEMPLATE, "core"),
  violation("proof", `${proof}: looked at 1 resources.`, "advisory"),
];

describe("duotone preview", function () {
  this.timeout(60_000);
  let project: TemporaryProject;
  let stacks: Readonly<Record<"prod" | "staging" | "org", FakeStack>>;
  const opened: string[] = [];
  beforeEach(async () => {
    project = await TemporaryProject.make();
    const stack = (name: string) => {
      const fake = new FakeStack(name, CLOCK);
      fake.tells = proven;
      return fake;
    };
    stacks = { prod: stack("prod"), staging: stack("staging"), org: stack("org") };
    opened.length = 0;
  });
  afterEach(() => project.remove());

  const run = (args: readonly string[], options: RunOptions = {}) =>
    runDuotone(stacks.prod, args, {
      cwd: project.root,
      openSession: ({ cwd, stack }) => {
        opened.push(path.relative(project.root, path.join(cwd, stack)));
        return Promise.resolve(stacks[stack as "prod"]);
      },
      ...options,
    });
  const previewed = () => Object.values(stacks).flatMap(({ runs, stack }) => runs.map(() => stack));
  const comment = "# changed\n";
  const touchStaging = () => project.write("Pulumi.staging.yaml", STAGING + comment);
  let STAGING = "";
  before(async () => {
    const whole = await TemporaryProject.make();
    STAGING = await whole.git("show", "HEAD:Pulumi.staging.yaml");
    await whole.remove();
  });

  it("previews the stack that the change touches, under the rules of its base", async () => {
    await touchStaging();
    await project.write("policy/exemptions.json", "not even JSON");
    await project.commit("change");
    const told = await run(["preview", "--json"]);
    // The policies changed, so every stack is touched; what counts of them is the base's.
    assert.deepEqual(previewed(), ["prod", "staging", "org"]);
    assert.equal(told.exitCode, 0, told.noted);
    const { pack = "", settings = {} } = stacks.staging.runs[0] ?? {};
    assert.ok(pack.startsWith(path.join(project.root, ".duotone")), pack);
    assert.deepEqual(Object.keys(settings), ["resources", "stack"]);
    assert.deepEqual(settings.stack, settings.resources);
    assert.equal(settings.stack?.asOf, "2026-11-21T12:00:00.000Z");
    assert.deepEqual(settings.stack.exemptions, []);
    assert.deepEqual(Object.keys(settings.stack.inventory.stacks).sort(), [
      "duotone-foundation/org",
      "duotone/prod",
      "duotone/staging",
    ]);
    assert.match(String(told.document?.packFrom), /^main \([0-9a-f]{7}\)$/);
    assert.deepEqual(await readdir(path.join(project.root, ".duotone")), []);
  });

  it("previews nothing that is not touched, but looks at every stack for the inventory", async () => {
    stacks.org.has = { auditAccountId: "100000000003" };
    stacks.prod.has = { accounts: { accounts: "200000000001" } };
    await touchStaging();
    const told = await run(["preview"]);
    assert.deepEqual(previewed(), ["staging"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.deepEqual([...new Set(opened)].sort(), ["foundation/org", "prod", "staging"]);
    const inventory = stacks.staging.runs[0]?.settings.stack?.inventory;
    assert.match(JSON.stringify(inventory), /"role":"audit","id":"100000000003"/);
    assert.match(JSON.stringify(inventory), /"accountId":"200000000001"/);
    assert.match(told.printed, /duotone\/staging: passed/);
  });

  it("gives each run a proof of its own", async () => {
    await run(["preview", "--all"]);
    const proofs = Object.values(stacks).map(({ runs }) => runs[0]?.settings.stack?.proof);
    assert.equal(new Set(proofs).size, 3);
    assert.ok(proofs.every((proof) => /^[0-9a-f-]{36}$/.test(proof ?? "")));
  });

  it("only checks the files where no stack is touched", async () => {
    await project.write("docs/x.md", "# x\n");
    const told = await run(["preview"]);
    assert.equal(told.exitCode, 0);
    assert.match(told.printed, /The change touches no stack/);
    await project.write("docs/x.md", ["ghp", "a1B2c3D4e5".repeat(4)].join("_"));
    const refused = await run(["preview"]);
    assert.equal(refused.exitCode, 3);
    assert.match(refused.printed, /docs\/x\.md:1: Here is a GitHub token/);
    assert.deepEqual(opened, []);
  });

  const closing: readonly (readonly [what: string, set: (stack: FakeStack) => void, says: RegExp])[] = [
    [
      "a mandatory violation",
      (stack) => {
        stack.tells = (proof) => [...proven(proof), violation("CMP-01", "IMDSv1 answers.")];
      },
      /- 1 violation of mandatory rules\.\n {2}- CMP-01: IMDSv1 answers\./,
    ],
    [
      "a rule that could not run",
      (stack) => {
        stack.tells = (proof) => [
          ...proven(proof),
          violation("stack", "can't run policy 'stack'", "advisory"),
        ];
      },
      /A rule could not run/,
    ],
    [
      "a pack that did not run",
      (stack) => {
        stack.tells = () => [];
      },
      /The policy pack did not run/,
    ],
    [
      "a pack that gives back another proof",
      (stack) => {
        stack.tells = () => proven("0000");
      },
      /The policy pack did not run/,
    ],
    [
      "a preview that failed",
      (stack) => {
        stack.tells = (proof) => [...proven(proof), said("error", "no credentials")];
        stack.failure = { refusals: [], problems: ["no credentials"] };
      },
      /The preview failed: no credentials/,
    ],
  ];
  for (const [what, set, says] of closing) {
    it(`ends with 3 for ${what}`, async () => {
      set(stacks.prod);
      const told = await run(["preview", "--stack", "prod"]);
      assert.equal(told.exitCode, 3);
      assert.match(told.printed, says);
      assert.match(told.printed, /Preview: refused\./);
    });
  }

  it("says of a stack that cannot be opened why, and previews the others", async () => {
    const told = await run(["preview", "--all", "--json"], {
      openSession: ({ stack }) =>
        stack === "prod"
          ? Promise.reject(usageError("There is no stack prod in this backend."))
          : Promise.resolve(stacks[stack as "staging"]),
    });
    assert.equal(told.exitCode, 3);
    assert.deepEqual(previewed(), ["staging", "org"]);
    const { stacks: found, notes } = told.document as {
      stacks: { stack: string; problems: string[] }[];
      notes: string[];
    };
    assert.match(
      found.find(({ stack }) => stack === "duotone/prod")?.problems.join() ?? "",
      /There is no stack prod/,
    );
    assert.match(notes.join(), /duotone\/prod could not be asked what it has/);
  });

  it("refuses stack files that security does not agree with, before any preview", async () => {
    await project.write(
      "Pulumi.staging.yaml",
      STAGING.replace("classification: pii", "classification: public"),
    );
    const told = await run(["preview", "--json"]);
    assert.equal(told.exitCode, 3);
    assert.deepEqual(previewed(), []);
    assert.match(JSON.stringify(told.document?.problems), /vertical accounts is pii/);
    assert.doesNotMatch(told.printed, /touches no stack/);
  });

  it("judges another checkout by its own rules", async () => {
    await project.write("policy/index.ts", "does not even compile");
    await project.git("branch", "--delete", "--force", "main");
    const told = await run(["preview", "--project", ".", "--stack", "staging", "--json"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.match(String(told.document?.packFrom), /^the tree of this program/);
  });

  it("takes the change's own rules only where it is told to, and says so", async () => {
    await project.write("policy/inventory.json", "{}");
    const told = await run(["preview", "--stack", "staging", "--pack-from", "worktree", "--json"]);
    assert.equal(told.exitCode, 3);
    assert.match(String(told.document?.packFrom), /working tree, which proves nothing/);
    assert.match(JSON.stringify(told.document?.problems), /policy\/inventory\.json: stacks/);
  });

  it("lists the stacks without asking anybody", async () => {
    await touchStaging();
    const { document, printed } = await run(["preview", "--list", "--json"]);
    assert.equal(printed, "duotone/staging");
    assert.deepEqual(document?.stacks, [
      { name: "duotone/staging", project: "duotone", stack: "staging", folder: "" },
    ]);
    assert.deepEqual(opened, []);
  });

  it("checks nothing but the files where that is asked for, without a base", async () => {
    await project.git("branch", "--delete", "--force", "main");
    await project.write("index.ts", "changed");
    const told = await run(["preview", "--files", "--json"]);
    assert.equal(told.exitCode, 0, told.noted);
    assert.deepEqual([told.document?.stacks, told.document?.base, told.document?.packFrom], [[], null, null]);
    assert.deepEqual(opened, []);
  });

  it("is a usage error without a base, or with a stack that there is not", async () => {
    assert.equal((await run(["preview", "--base", "gone"])).exitCode, 2);
    assert.equal((await run(["preview", "--stack", "prd"])).exitCode, 2);
    assert.equal((await run(["preview", "--comment"])).exitCode, 2);
  });

  it("makes one report and one comment of the reports of several jobs", async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        bodies.push(body);
        response.end(JSON.stringify(request.method === "GET" ? [] : { html_url: "https://github.com/c/1" }));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    try {
      stacks.prod.tells = (proof) => [...proven(proof), violation("CMP-01", "IMDSv1 answers.")];
      for (const stack of ["prod", "staging"]) {
        const { document } = await run(["preview", "--stack", stack, "--json"]);
        await project.write(`.duotone/${stack}.json`, JSON.stringify(document));
      }
      await project.write(
        ".duotone/org.json",
        JSON.stringify({ exitCode: 1, error: "no credentials", reasons: [] }),
      );
      opened.length = 0;
      const environment: Record<string, string | undefined> = {
        GITHUB_TOKEN: "t",
        GITHUB_REPOSITORY: "acme/platform",
        GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      };
      const files = ["prod", "staging", "org"].map((stack) => `.duotone/${stack}.json`);
      const told = await run(["preview", "--from", ...files, "--comment", "--pull-request", "42"], {
        environment,
      });
      assert.equal(told.exitCode, 3);
      assert.match(told.noted, /Comment: https:\/\/github\.com\/c\/1/);
      const posted = (JSON.parse(bodies[1] ?? "") as { body: string }).body;
      assert.match(posted, /### `duotone\/prod`: refused/);
      assert.match(posted, /### `duotone\/staging`: passed/);
      assert.match(posted, /- no credentials/);
      assert.deepEqual(opened, []);
      assert.equal(environment.GITHUB_TOKEN, undefined);
    } finally {
      server.close();
    }
  });

  it("refuses documents of something else", async () => {
    await project.write("x.json", "{}");
    const told = await run(["preview", "--from", "x.json"]);
    assert.equal(told.exitCode, 2);
    assert.match(told.noted, /x\.json is no document of `duotone preview --json`/);
  });
});
