import assert from "node:assert/strict";

import { usageError } from "../../../cli/cliError";
import { learnStacks, readStackFile } from "../../../cli/preview/knownStacks";
import { stackPlaces } from "../../../cli/preview/stackPlaces";
import type { Session } from "../../../cli/session";
import { catalogueImage } from "../../components/images/catalogueImage";
import { FakeShelf } from "../support/fakeShelf";
import { FakeStack } from "../support/fakeStack";
import { REPOSITORY } from "./project";

const CLOCK = {} as Session["clock"];
const PLACE = {
  name: "duotone/prod",
  project: "duotone",
  stack: "prod",
  folder: "",
  file: "Pulumi.prod.yaml",
};

class StackWithImages extends FakeStack {
  public readonly asked: string[] = [];
  public closed = false;
  public refuses = false;

  public override configsDeployed() {
    return Promise.resolve([{ releases: { [this.stack]: { core: "c" } } }]);
  }

  public override images() {
    if (this.refuses) {
      return Promise.reject(usageError("No such table."));
    }
    return Promise.resolve(
      Object.assign(new FakeShelf(), {
        list: (service: string) => {
          this.asked.push(service);
          return Promise.resolve([catalogueImage({ service, build: "c#arm64" })]);
        },
        inAccount: () => Promise.resolve([{ id: "ami-1", ownerAccountId: "1", encrypted: true }]),
        close: () => {
          this.closed = true;
        },
      }),
    );
  }
}

const SIGNAL = new AbortController().signal;

describe("what is known of the stacks", () => {
  it("is what they say, and what the catalogue has of every service, once", async () => {
    const prod = new StackWithImages("prod", CLOCK);
    prod.has = { accounts: { accounts: "1" } };
    const known = await learnStacks(
      REPOSITORY,
      await stackPlaces(REPOSITORY),
      ({ stack }) => Promise.resolve(stack === "prod" ? prod : new FakeStack(stack, CLOCK)),
      SIGNAL,
    );
    assert.deepEqual([known.notes, known.problems], [[], []]);
    assert.deepEqual(
      known.stacks.map(({ name, outputs, deployed }) => [name, outputs, deployed.length]),
      [
        ["duotone/prod", prod.has, 1],
        ["duotone/staging", {}, 0],
        ["duotone-foundation/org", { managementAccountId: "123456789012" }, 0],
      ],
    );
    assert.deepEqual(prod.asked, [
      "blog",
      "campaigns",
      "checkout",
      "core",
      "invoices",
      "mailer",
      "profile",
      "settlement",
      "site",
      "base-image",
    ]);
    assert.equal(known.catalogue.length, 10);
    assert.equal(known.inAccount.length, 1);
    assert.equal(prod.closed, true);
  });

  it("has the management account from the foundation once that is deployed", async () => {
    const org = new FakeStack("org", CLOCK);
    org.has = { managementAccountId: "100000000001" };
    const known = await learnStacks(
      REPOSITORY,
      await stackPlaces(REPOSITORY),
      ({ stack }) => Promise.resolve(stack === "org" ? org : new FakeStack(stack, CLOCK)),
      SIGNAL,
    );
    assert.deepEqual(
      known.stacks.map(({ outputs }) => outputs),
      [{}, {}, org.has],
    );
  });

  it("is told to be missing where nobody can say it", async () => {
    const prod = new StackWithImages("prod", CLOCK);
    prod.refuses = true;
    const known = await learnStacks(
      REPOSITORY,
      await stackPlaces(REPOSITORY),
      ({ stack }) =>
        stack === "staging" ? Promise.reject(usageError("No stack staging.")) : Promise.resolve(prod),
      SIGNAL,
    );
    assert.deepEqual(known.notes, [
      "duotone/staging could not be asked what it has: No stack staging.",
      "The image catalogue could not be read, so no image is known: No such table.",
    ]);
    assert.deepEqual([known.catalogue, known.inAccount], [[], []]);
    assert.equal(known.stacks.length, 3);
  });
});

describe("a stack's file", () => {
  it("may hold secrets, which stay what they are", () => {
    const text = "config:\n  duotone:noticesWebhook:\n    secure: v1:a:b\n  duotone:nonsense: 1\n";
    const { problems } = readStackFile(PLACE, text);
    assert.ok(!problems.some((problem) => problem.includes("duotone:noticesWebhook")), problems.join("\n"));
    assert.ok(problems.some((problem) => problem.startsWith("Pulumi.prod.yaml: duotone:nonsense")));
  });

  it("is refused where it is no YAML", () => {
    assert.deepEqual(readStackFile(PLACE, "config: [").problems, [
      "Pulumi.prod.yaml cannot be read as YAML.",
    ]);
  });

  it("of a foundation is read as one", () => {
    const foundation = { ...PLACE, folder: "foundation", file: "foundation/Pulumi.org.yaml" };
    const { problems } = readStackFile(foundation, "config:\n  aws:region: eu-west-1\n");
    assert.ok(problems.every((problem) => problem.startsWith("foundation/Pulumi.org.yaml: ")));
    assert.ok(problems.length > 0);
  });
});
