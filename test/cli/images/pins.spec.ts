import assert from "node:assert/strict";

import { ledgerPins, type LedgerWindow } from "../../../cli/images/ledgerPins";
import { configPins, deployedPins, queuePins, resourcesOf, statePins } from "../../../cli/images/stackPins";
import type { Pin } from "../../../images/collection";
import type { Intent, LedgerEntry, Outcome } from "../../../providers/ledger/record";

const named = ({ of }: Pin) => ("imageId" in of ? of.imageId : `${of.service} ${of.commit}`);
const config = (commit: string) => ({ releases: { prod1: { core: commit } } });

describe("what a stack keeps", () => {
  it("pins every release of its configuration, and the base image that it bakes from", () => {
    const pins = configPins(
      "prod",
      { releases: { prod1: { core: "a" }, qaprod1: { core: "b" } }, images: { baseVersion: "2026-11-01" } },
      "in Pulumi.prod.yaml",
      "use",
    );
    assert.deepEqual(pins.map(named), ["core a", "core b", "base-image 2026-11-01"]);
    assert.equal(pins[1]?.why, "cluster qaprod1 of prod, in Pulumi.prod.yaml");
  });

  it("pins what is deployed, and the releases before it that differ", () => {
    const pins = deployedPins("staging", ["d", "d", "c", "d", "c", "b", "a"].map(config), 3);
    assert.deepEqual(pins.map(named), ["core d", "core c", "core b"]);
    assert.deepEqual(
      pins.map(({ kind }) => kind),
      ["use", "way-back", "way-back"],
    );
    assert.deepEqual(deployedPins("staging", [], 3), []);
  });

  it("pins every image that its state names, wherever it stands", () => {
    const resources = [
      {
        urn: "urn:pulumi:prod::duotone::aws:ec2/launchTemplate:LaunchTemplate::core-prod1",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        inputs: { imageId: "ami-0123456789abcdef0" },
        outputs: { nested: [{ text: "from ami-00000001, and ami-0123456789abcdef0" }] },
      },
    ];
    const pins = statePins("prod", { deployment: { resources } });
    assert.deepEqual(pins.map(named), ["ami-0123456789abcdef0", "ami-00000001"]);
    assert.equal(pins[0]?.why, "LaunchTemplate core-prod1 in the state of prod");
  });

  it("takes nothing for the state of a stack that is none", () => {
    assert.deepEqual(resourcesOf({ deployment: {} }), []);
    for (const broken of [undefined, {}, { deployment: null }, { deployment: { resources: "?" } }]) {
      assert.throws(() => statePins("prod", broken), /no export of a stack/);
    }
  });

  it("pins the commits that wait in its queue", () => {
    const ticket = {
      action: "deploy",
      color: "prod2",
      requestedBy: "ann",
      id: "prod-7",
      createdAt: "",
    } as const;
    const tickets = [
      { ...ticket, commits: { core: "a" } },
      { ...ticket, id: "prod-8" },
    ];
    const pins = queuePins("prod", { name: "prod", version: 1, nextTicket: 9, lastToken: 0, tickets });
    assert.deepEqual(pins, [
      { of: { service: "core", commit: "a" }, why: "ticket prod-7 in the queue of prod", kind: "use" },
    ]);
  });
});

describe("what a ledger keeps", () => {
  const WINDOW: LedgerWindow = {
    now: new Date("2026-12-31T00:00:00Z"),
    releases: 1,
    windowDays: 10,
    recordDays: 5,
  };
  const release = (letter: string) => ({ core: { commit: letter, imageId: `ami-${letter}` } });
  const entry = (sequence: number, at: string, body: LedgerEntry["record"]["body"]): LedgerEntry => ({
    record: { version: 1, stack: "prod", sequence, previous: "", at, body },
    hash: "",
    signature: "",
    keyArn: "",
  });
  const outcome = (activeColor: string, letter: string): Outcome => ({
    kind: "outcome",
    intent: 1,
    result: "done",
    namesOn: {},
    activeColor,
    release: release(letter),
  });
  const intent = (from: string, to: string): Intent => ({
    kind: "intent",
    action: "promote",
    from: [],
    to: "prod1",
    services: { core: { old: release(from).core, new: release(to).core } },
    ticket: null,
    caller: { arn: "", account: "" },
    author: null,
    policyPack: null,
    gateDigest: "",
    overrides: [],
  });
  const kept = (entries: readonly LedgerEntry[], window = WINDOW) => {
    const found = new Map<string, Set<Pin["kind"]>>();
    for (const pin of ledgerPins("prod", entries, window)) {
      found.set(named(pin), (found.get(named(pin)) ?? new Set()).add(pin.kind));
    }
    return Object.fromEntries([...found].map(([name, kinds]) => [name, [...kinds].sort()]));
  };

  it("keeps the last releases of each colour, by commit and by id, however old", () => {
    const entries = [
      entry(1, "2026-01-01T00:00:00Z", outcome("prod1", "a")),
      entry(2, "2026-01-02T00:00:00Z", outcome("prod2", "b")),
      entry(3, "2026-01-03T00:00:00Z", outcome("prod1", "c")),
      entry(4, "2026-01-04T00:00:00Z", outcome("prod1", "c")),
    ];
    const wayBack = ["way-back"];
    assert.deepEqual(kept(entries), {
      "core c": wayBack,
      "ami-c": wayBack,
      "core b": wayBack,
      "ami-b": wayBack,
    });
    assert.ok("ami-a" in kept(entries, { ...WINDOW, releases: 2 }), "the same release twice counts once");
  });

  it("keeps what the names reached in the window, also where they came to it before", () => {
    const entries = [
      entry(1, "2026-01-01T00:00:00Z", outcome("prod1", "a")),
      entry(2, "2026-01-02T00:00:00Z", outcome("prod1", "b")),
      entry(3, "2026-12-21T00:00:00Z", outcome("prod1", "c")),
      entry(4, "2026-12-22T00:00:00Z", outcome("prod1", "d")),
    ];
    assert.deepEqual(Object.keys(kept(entries)).sort(), [
      "ami-b",
      "ami-c",
      "ami-d",
      "core b",
      "core c",
      "core d",
    ]);
  });

  it("keeps as evidence what late records name, and what an open intent is about, however old", () => {
    const late = [
      entry(1, "2026-12-27T00:00:00Z", intent("a", "b")),
      entry(2, "2026-12-28T00:00:00Z", outcome("prod1", "b")),
    ];
    assert.deepEqual(kept(late)["ami-a"], ["record"]);
    assert.deepEqual(kept(late)["ami-b"], ["record", "way-back"]);
    const old = [entry(1, "2026-01-01T00:00:00Z", intent("a", "b"))];
    assert.deepEqual(Object.keys(kept(old)).sort(), ["ami-a", "ami-b", "core a", "core b"]);
    const done = [...old, entry(2, "2026-01-01T00:01:00Z", outcome("prod1", "b"))];
    assert.ok(!("ami-a" in kept(done)));
  });
});
