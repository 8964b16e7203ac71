import assert from "node:assert/strict";

import {
  batchCount,
  callCount,
  callsOf,
  expectCreated,
  expectMove,
  expectNoChange,
  expectOnly,
  expectRefusal,
  expectSuccess,
  imagesMade,
  refusalMessage,
  schemaMessage,
  type Traffic,
  writes,
} from "../../../sandbox/story/expectations";
import type { SwitchState } from "../../../sandbox/story/publicNames";
import type { EngineRun } from "../../../sandbox/story/pulumi";

const SWITCH: SwitchState = {
  urn: "urn:pulumi:prod::duotone::pulumi-nodejs:dynamic/duotone:ReleaseSwitch::names",
  activeColor: "prod1",
  names: [
    {
      service: "core",
      fqdn: "example.com",
      zoneId: "Z1",
      targets: { prod1: { dnsName: "c1", zoneId: "ZELB" }, prod2: { dnsName: "c2", zoneId: "ZELB" } },
    },
    {
      service: "web",
      fqdn: "example.net",
      zoneId: "Z2",
      targets: { prod1: { dnsName: "w1", zoneId: "ZELB" }, prod2: { dnsName: "w2", zoneId: "ZELB" } },
    },
  ],
  fleets: {},
  jobs: [],
  schemas: {},
};

const ON_PROD2 = new Map([
  ["example.com", "c2."],
  ["example.net", "dualstack.W2."],
]);

function runOf(changes: Partial<EngineRun> = {}): EngineRun {
  return {
    command: "pulumi up --stack prod",
    exitCode: 0,
    seconds: 1,
    timedOut: false,
    created: 0,
    updated: 0,
    replaced: 0,
    deleted: 0,
    same: 7,
    changedUrns: [],
    diagnostics: [],
    output: "",
    logFile: "up.log",
    ...changes,
  };
}

const MOVED = runOf({ updated: 1, changedUrns: [SWITCH.urn] });

function traffic(requests: Readonly<Record<string, number>>, ...actions: readonly string[]): Traffic {
  return {
    calls: actions.map((action) => ({ service: "ec2", action, count: 2, errors: 0 })),
    batches: Object.entries(requests).map(([zoneId, count]) => ({
      zoneId,
      requests: count,
      accepted: count,
      changes: [],
    })),
  };
}

const ONE_EACH = traffic({ Z1: 1, Z2: 1 });

describe("expectMove", () => {
  it("is content with one change, of the switch, one batch per zone, and every name moved", () => {
    assert.deepEqual(expectMove(MOVED, ONE_EACH, SWITCH, ON_PROD2, "prod2"), []);
  });

  const spoilt: readonly (readonly [string, EngineRun, Traffic, RegExp])[] = [
    [
      "a second resource changed",
      runOf({ updated: 2, changedUrns: [SWITCH.urn, "x"] }),
      ONE_EACH,
      /expected one change/,
    ],
    [
      "another resource changed instead",
      runOf({ updated: 1, changedUrns: ["x"] }),
      ONE_EACH,
      /changed were: x/,
    ],
    [
      "the switch was replaced",
      runOf({ replaced: 1, changedUrns: [SWITCH.urn] }),
      ONE_EACH,
      /expected one change/,
    ],
    ["something was created besides", runOf({ ...MOVED, created: 1 }), ONE_EACH, /expected one change/],
    ["a zone got no batch", MOVED, traffic({ Z1: 1 }), /batch to zone Z2, sent were 0/],
    ["a zone got a batch per name", MOVED, traffic({ Z1: 1, Z2: 3 }), /batch to zone Z2, sent were 3/],
    ["a foreign zone got one", MOVED, traffic({ Z1: 1, Z2: 1, Z9: 1 }), /no change batch to zone Z9/],
  ];
  for (const [what, run, sent, message] of spoilt) {
    it(`complains where ${what}`, () => {
      const problems = expectMove(run, sent, SWITCH, ON_PROD2, "prod2");
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", message);
    });
  }

  it("names each name that points elsewhere, or nowhere", () => {
    const live = new Map([["example.com", "c1."]]);
    assert.deepEqual(expectMove(MOVED, ONE_EACH, SWITCH, live, "prod2"), [
      "example.com points at c1., not at prod2's c2",
      "example.net points at nothing, not at prod2's w2",
    ]);
  });
});

describe("expectRefusal", () => {
  const refused = runOf({ exitCode: 255 });
  const asking = traffic({}, "DescribeTargetHealth", "ListResourceRecordSets", "AssumeRole", "GET /thing");

  it("is content with an error, questions only, and names that stayed", () => {
    assert.deepEqual(expectRefusal(refused, asking, SWITCH, ON_PROD2, "prod2"), []);
  });

  it("complains where the preview succeeded, something was sent, or a name moved", () => {
    const problems = expectRefusal(
      runOf(),
      traffic({}, "ChangeResourceRecordSets", "PUT /thing"),
      SWITCH,
      new Map([["example.com", "c1"]]),
      "prod2",
    );
    assert.equal(problems.length, 4);
    assert.match(problems[1] ?? "", /ec2:ChangeResourceRecordSets, ec2:PUT \/thing/);
  });
});

describe("expectOnly", () => {
  const urn = (name: string) => `urn:pulumi:prod::duotone::aws:ec2/x:X::${name}`;
  const own = ["prod2-core", "prod2-core-rights", "core-b1f0c2d9e47a"].map(urn);
  const of = { service: "core", cluster: "prod2" };

  it("leaves the service in the cluster, its image's permission and the switch alone", () => {
    const run = runOf({ changedUrns: [...own, SWITCH.urn] });
    assert.deepEqual(expectOnly(run, of, SWITCH.urn), []);
  });

  for (const name of ["prod1-core", "prod2-checkout", "prod2-corex", "accounts"]) {
    it(`names a change of ${name}`, () => {
      const [problem = ""] = expectOnly(runOf({ changedUrns: [...own, urn(name)] }), of, SWITCH.urn);
      assert.match(problem, new RegExp(`also ${urn(name)}$`));
    });
  }
});

describe("schemaMessage", () => {
  const said =
    "core on prod1: its release runs on 1 to 2 of its database's schema, and that is at version 3. There is no way back.";
  const of = (message: string) =>
    schemaMessage(runOf({ exitCode: 3, diagnostics: [{ severity: "error", message }] }), "core", 3);

  it("picks the line of the service and the version", () => {
    assert.equal(of(`[health] core on prod1: 0 of 2 targets healthy\n - ${said}\n`), said);
  });

  for (const [what, message] of [
    ["another service", said.replace("core", "score")],
    ["another version", said.replace("version 3", "version 2")],
    ["another colour", said.replace("prod1", "prod2")],
  ] as const) {
    it(`is none for ${what}`, () => {
      assert.equal(of(message), undefined);
    });
  }
});

describe("callsOf", () => {
  it("counts one action of one service, of all accounts", () => {
    const sent = traffic({}, "SendCommand", "SendCommand", "RunInstances");
    assert.equal(callsOf(sent, "ec2", "SendCommand"), 4);
    assert.equal(callsOf(sent, "ssm", "SendCommand"), 0);
  });
});

describe("refusalMessage", () => {
  const withError = (message: string, severity = "error") =>
    runOf({ exitCode: 255, diagnostics: [{ severity, message }] });

  it("picks the lines that name the service, the healthy targets and the needed ones", () => {
    const run = withError(
      "resource 'names': refused:\n - core on prod1: 0 of 2 targets healthy, needs 2\n - frozen until noon\n",
    );
    assert.equal(refusalMessage(run, "core"), "core on prod1: 0 of 2 targets healthy, needs 2");
  });

  for (const [what, message] of [
    ["another service", "score-core on prod1: 0 of 2 targets healthy, needs 2"],
    ["no needed number of targets", "core on prod1: 0 of 2 targets healthy"],
    ["no health", "core on prod1 needs 2"],
  ] as const) {
    it(`finds nothing in an error that names ${what}`, () => {
      assert.equal(refusalMessage(withError(message), "core"), undefined);
    });
  }

  it("takes no warning for a refusal", () => {
    assert.equal(refusalMessage(withError("core: 0 of 2 healthy, needs 2", "warning"), "core"), undefined);
  });
});

describe("expectations of a run", () => {
  it("quote the errors of one that should have succeeded", () => {
    const run = runOf({
      exitCode: 255,
      diagnostics: [
        { severity: "warning", message: "odd" },
        {
          urn: "urn:pulumi:prod::duotone::aws:s3/bucket:Bucket::archive",
          severity: "error",
          message: "no such key\n",
        },
      ],
    });
    assert.deepEqual(expectSuccess(run), [
      "expected success, but pulumi up --stack prod ended with 255\n   archive: no such key",
    ]);
    assert.match(
      expectSuccess(runOf({ exitCode: 143, timedOut: true }))[0] ?? "",
      /was ended at its time limit/,
    );
    assert.deepEqual(expectSuccess(runOf()), []);
  });

  it("want something created, or nothing changed", () => {
    assert.equal(expectCreated(runOf()).length, 1);
    assert.deepEqual(expectCreated(runOf({ created: 1 })), []);
    assert.deepEqual(expectNoChange(runOf()), []);
    for (const key of ["created", "updated", "replaced", "deleted"] as const) {
      assert.equal(expectNoChange(runOf({ [key]: 1 })).length, 1, key);
    }
  });
});

describe("traffic", () => {
  it("is counted by calls, by batches over all zones, by images and by what changes something", () => {
    const sent = traffic({ Z1: 1, Z2: 3 }, "CreateImage", "DescribeImages", "AssumeRole");
    assert.equal(callCount(sent), 6);
    assert.equal(batchCount(sent), 4);
    assert.equal(imagesMade(sent), 2);
    assert.deepEqual(writes(sent), ["ec2:CreateImage"]);
  });
});
