import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { audf } from "../../../../policy/rules/logging/audf";
import { answersOf } from "../../support/answers";
import { checkAll, node, providerFor, unknown } from "../../support/world";

type Watchers = Readonly<Record<string, Record<string, unknown> | undefined>>;

const GOOD = {
  "aws:cfg/recorder:Recorder": {
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
  },
  "aws:cfg/recorderStatus:RecorderStatus": { isEnabled: true },
  "aws:cfg/deliveryChannel:DeliveryChannel": { s3BucketName: "config" },
  "aws:guardduty/detector:Detector": { enable: true },
  "aws:securityhub/account:Account": {},
  "aws:accessanalyzer/analyzer:Analyzer": { type: "ACCOUNT" },
  "aws:macie2/account:Account": { status: "ENABLED" },
} as const;
type Type = keyof typeof GOOD;

function watchersOf(whose: "accounts" | "payments" | "marketing", changed: Watchers = {}): readonly Node[] {
  const watchers: Watchers = { ...GOOD, ...changed };
  return Object.entries(watchers).flatMap(([type, props]) =>
    props === undefined ? [] : [node(type, whose, { props, provider: providerFor(whose) })],
  );
}

describe("AUD-F: accounts with personal or banking data are watched", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(audf, nodes).map(({ message }) => message);
  const accounts = (type: Type, props: Record<string, unknown> | undefined) =>
    messages(...watchersOf("payments"), ...watchersOf("accounts", { [type]: props }));

  it("has nothing against those that are, and wants nothing of others", () => {
    assert.deepEqual(messages(...watchersOf("accounts"), ...watchersOf("payments")), []);
  });

  it("refuses each that is not, by name", () => {
    const found = messages(...watchersOf("accounts"), ...watchersOf("marketing"));
    assert.equal(found.length, 7);
    for (const message of found) {
      assert.match(message, /The vertical payments of duotone\/prod has no /);
    }
  });

  it("stops a run in staging, too, for what a vertical holds counts and not its stack", () => {
    const found = checkAll(audf, [], { stackName: "duotone/staging" });
    assert.deepEqual(new Set(found.map(({ level }) => level)), new Set(["mandatory"]));
  });

  it("looks at the verticals of the stack only", () => {
    assert.equal(checkAll(audf, [], { stackName: "duotone/staging" }).length, 7);
    assert.equal(checkAll(audf, [], { stackName: "duotone-foundation/org" }).length, 0);
  });

  const said: Record<Type, RegExp> = {
    "aws:cfg/recorder:Recorder": /has no Config Recorder of all resources/,
    "aws:cfg/recorderStatus:RecorderStatus": /has no Config RecorderStatus with isEnabled/,
    "aws:cfg/deliveryChannel:DeliveryChannel": /has no Config DeliveryChannel/,
    "aws:guardduty/detector:Detector": /has no GuardDuty Detector that is enabled/,
    "aws:securityhub/account:Account": /has no Security Hub Account/,
    "aws:accessanalyzer/analyzer:Analyzer": /has no Access Analyzer/,
    "aws:macie2/account:Account": /has no Macie Account/,
  };
  for (const type of Object.keys(GOOD) as Type[]) {
    it(`wants ${type}`, () => {
      const [message, ...others] = accounts(type, undefined);
      assert.match(message ?? "", said[type]);
      assert.deepEqual(others, []);
    });
  }

  const group = (recordingGroup: unknown) => ({ recordingGroup });
  const right: readonly (readonly [Type, Record<string, unknown>])[] = [
    ["aws:cfg/recorder:Recorder", group({ allSupported: "true", includeGlobalResourceTypes: "true" })],
    ["aws:cfg/recorder:Recorder", group({ includeGlobalResourceTypes: true })],
    ["aws:cfg/recorderStatus:RecorderStatus", { isEnabled: "true" }],
    ["aws:cfg/deliveryChannel:DeliveryChannel", { s3BucketName: unknown }],
    ["aws:guardduty/detector:Detector", {}],
    ["aws:accessanalyzer/analyzer:Analyzer", {}],
    ["aws:accessanalyzer/analyzer:Analyzer", { type: "ORGANIZATION" }],
    ["aws:macie2/account:Account", {}],
    // Not known yet: left alone.
    ["aws:cfg/recorder:Recorder", group(unknown)],
    ["aws:cfg/recorder:Recorder", group({ allSupported: unknown, includeGlobalResourceTypes: true })],
    ["aws:cfg/recorder:Recorder", group({ includeGlobalResourceTypes: unknown })],
    ["aws:cfg/recorderStatus:RecorderStatus", { isEnabled: unknown }],
    ["aws:guardduty/detector:Detector", { enable: unknown }],
    ["aws:accessanalyzer/analyzer:Analyzer", { type: unknown }],
    ["aws:macie2/account:Account", { status: unknown }],
  ];
  for (const [type, props] of right) {
    it(`takes ${JSON.stringify(props)} of ${type}`, () => {
      assert.deepEqual(accounts(type, props), []);
    });
  }

  const wrong: readonly (readonly [Type, Record<string, unknown>])[] = [
    ["aws:cfg/recorder:Recorder", {}],
    ["aws:cfg/recorder:Recorder", group({ allSupported: false, includeGlobalResourceTypes: true })],
    ["aws:cfg/recorder:Recorder", group({ allSupported: true, includeGlobalResourceTypes: false })],
    ["aws:cfg/recorder:Recorder", group({ allSupported: "false", includeGlobalResourceTypes: unknown })],
    ["aws:cfg/recorder:Recorder", group({ allSupported: unknown, includeGlobalResourceTypes: "false" })],
    ["aws:cfg/recorderStatus:RecorderStatus", {}],
    ["aws:cfg/recorderStatus:RecorderStatus", { isEnabled: "false" }],
    ["aws:cfg/deliveryChannel:DeliveryChannel", {}],
    ["aws:guardduty/detector:Detector", { enable: false }],
    ["aws:guardduty/detector:Detector", { enable: "false" }],
    ["aws:accessanalyzer/analyzer:Analyzer", { type: "ACCOUNT_UNUSED_ACCESS" }],
    ["aws:accessanalyzer/analyzer:Analyzer", { type: {} }],
    ["aws:macie2/account:Account", { status: "PAUSED" }],
  ];
  for (const [type, props] of wrong) {
    it(`refuses ${JSON.stringify(props)} of ${type}`, () => {
      const [message, ...others] = accounts(type, props);
      assert.match(message ?? "", said[type]);
      assert.deepEqual(others, []);
    });
  }

  it("says what it cannot prove", () => {
    const open: readonly (readonly [Type, Record<string, unknown>])[] = [
      ["aws:cfg/recorder:Recorder", group({ allSupported: unknown, includeGlobalResourceTypes: true })],
      ["aws:cfg/recorder:Recorder", group({ includeGlobalResourceTypes: unknown })],
      ["aws:cfg/recorderStatus:RecorderStatus", { isEnabled: unknown }],
      ["aws:macie2/account:Account", { status: unknown }],
    ];
    for (const [type, props] of open) {
      const [answer, ...others] = answersOf(audf, [
        ...watchersOf("payments"),
        ...watchersOf("accounts", { [type]: props }),
      ]);
      assert.match(answer ?? "", /^undetermined: whether the vertical accounts of duotone\/prod has a /);
      assert.deepEqual(others, []);
    }
  });

  it("is content with one that is on beside one that is off", () => {
    const type = "aws:guardduty/detector:Detector";
    const off = node(type, "off", { props: { enable: false }, provider: providerFor("accounts") });
    assert.deepEqual(messages(...watchersOf("accounts"), ...watchersOf("payments"), off), []);
  });
});
