import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { type Document, parseDocument } from "yaml";

import { ENGINE_TEST_LIMIT, useEngineSession } from "../../sandbox/engineSession";
import type { EngineRun } from "../../sandbox/story/pulumi";

/** A commit of the right form that nobody ever baked. */
const NEVER_BAKED = "0123456789abcdef0123456789abcdef01234567";

interface Mistake {
  readonly what: string;
  readonly make: (file: Document) => void;

  /** What the error must say: what came, and what is allowed or what to do. */
  readonly says: readonly RegExp[];
}

/** What a user may get wrong in a stack file, all of it found before anything is touched. */
const MISTAKES: readonly Mistake[] = [
  {
    what: "a misspelt key",
    make: (file) => {
      file.setIn(["config", "duotone:natGateway"], "single");
    },
    says: [/natGateway\b/, /natGateways/],
  },
  {
    what: "an unknown vertical",
    make: (file) => {
      file.setIn(["config", "duotone:services", "mailer", "vertical"], "acounts");
    },
    says: [/mailer.*acounts/, /accounts/],
  },
  {
    what: "overlapping networks",
    make: (file) => {
      file.setIn(["config", "duotone:verticals", "payments", "cidr"], "10.20.128.0/17");
    },
    says: [/10\.20\.128\.0\/17.*10\.20\.0\.0\/16|10\.20\.0\.0\/16.*10\.20\.128\.0\/17/],
  },
  {
    what: "a commit that is not 40 hexadecimal digits",
    make: (file) => {
      file.setIn(["config", "duotone:releases", "prod2", "core"], "main");
    },
    says: [/prod2.*core.*main/, /40/],
  },
  {
    what: "an active colour that is none",
    make: (file) => {
      file.setIn(["config", "duotone:activeColor"], "qaprod1");
    },
    says: [/activeColor.*qaprod1/, /prod1.*prod2/],
  },
  {
    what: "two services with one public name",
    make: (file) => {
      file.setIn(["config", "duotone:services", "invoices", "hostname"], "pay");
    },
    says: [/pay\.example\.com/, /checkout.*invoices|invoices.*checkout/],
  },
  {
    what: "a name that is too long for a load balancer",
    make: (file) => {
      const long = "a-service-with-a-very-long-name";
      file.setIn(["config", "duotone:services", long], {
        vertical: "marketing",
        kind: "web",
        hostname: "long",
        port: 3000,
        instanceType: "t4g.small",
        min: 1,
        max: 1,
      });
      for (const cluster of ["prod1", "prod2", "qaprod1"]) {
        file.setIn(["config", "duotone:releases", cluster, long], NEVER_BAKED);
      }
    },
    says: [/a-service-with-a-very-long-name/, /32/],
  },
  {
    what: "a cluster without a release for a service",
    make: (file) => {
      file.deleteIn(["config", "duotone:releases", "prod2", "site"]);
    },
    says: [/prod2.*site|site.*prod2/],
  },
];

describe("mistakes in a stack file, on the real engine", () => {
  const session = useEngineSession();

  /** Previews prod with a changed stack file, and puts the file back. */
  async function previewWith(change: (file: Document) => void): Promise<{ run: EngineRun; calls: number }> {
    const { root, gateway, workDir } = session().sandbox;
    const file = path.join(workDir, "Pulumi.prod.yaml");
    const committed = await readFile(file, "utf8");
    try {
      const document = parseDocument(committed);
      change(document);
      await writeFile(file, document.toString());
      await gateway.resetCalls();
      const run = await root.preview("prod");
      const calls = await gateway.calls();
      return { run, calls: calls.reduce((sum, { count }) => sum + count, 0) };
    } finally {
      await writeFile(file, committed);
    }
  }

  const errorsOf = (run: EngineRun) =>
    run.diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message)
      .join("\n");

  it("are told all at once, before any call to AWS, without a stack trace", async function () {
    this.timeout(ENGINE_TEST_LIMIT);
    const { run, calls } = await previewWith((file) => {
      for (const { make } of MISTAKES) {
        make(file);
      }
    });
    assert.notEqual(run.exitCode, 0);
    assert.equal(calls, 0);
    const errors = errorsOf(run);
    for (const { what, says } of MISTAKES) {
      for (const pattern of says) {
        assert.match(errors, pattern, what);
      }
    }
    assert.doesNotMatch(errors, /\n\s+at .*\(.*\.[jt]s:\d+/);
  });

  it("stop a commit that was never baked, naming cluster, service and commit, and register no resource", async function () {
    this.timeout(ENGINE_TEST_LIMIT);
    const { run } = await previewWith((file) => {
      file.setIn(["config", "duotone:releases", "prod2", "core"], NEVER_BAKED);
      file.setIn(["config", "duotone:releases", "prod2", "site"], NEVER_BAKED);
    });
    assert.notEqual(run.exitCode, 0);
    const errors = errorsOf(run);
    assert.match(errors, new RegExp(`prod2.*core.*${NEVER_BAKED}`));
    assert.match(errors, new RegExp(`prod2.*site.*${NEVER_BAKED}`));
    assert.match(errors, /staging/);
    assert.doesNotMatch(errors, /\n\s+at .*\(.*\.[jt]s:\d+/);
    assert.equal(run.created + run.updated + run.replaced + run.deleted, 0);
  });
});
