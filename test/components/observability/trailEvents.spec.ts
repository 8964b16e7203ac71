import assert from "node:assert/strict";

import { bucketNamePrefix } from "../../../components/observability/bucketNames";
import { trailEvents } from "../../../components/observability/trailEvents";

/** An event as CloudTrail sees it, by the names of its fields. */
type Event = Readonly<Record<string, string>>;

interface FieldSelector {
  readonly field: string;
  readonly equals?: readonly string[];
  readonly notEquals?: readonly string[];
  readonly startsWiths?: readonly string[];
}

function holds({ field, equals, notEquals, startsWiths }: FieldSelector, event: Event): boolean {
  const value = event[field] ?? "";
  return (
    (equals?.includes(value) ?? true) &&
    !(notEquals?.includes(value) ?? false) &&
    (startsWiths?.some((start) => value.startsWith(start)) ?? true)
  );
}

function isRecorded(event: Event): boolean {
  return trailEvents().some(({ fieldSelectors }) =>
    (fieldSelectors as readonly FieldSelector[]).every((selector) => holds(selector, event)),
  );
}

function objectEvent(bucket: string, eventName: string): Event {
  return {
    eventCategory: "Data",
    "resources.type": "AWS::S3::Object",
    "resources.ARN": `arn:aws:s3:::${bucket}-1234567/AWSLogs/file`,
    eventName,
    readOnly: String(/^(Get|Head)/.test(eventName)),
  };
}

const trail = bucketNamePrefix("trail", { restricted: false, owner: ["organization"] });
const archive = bucketNamePrefix("archive", { restricted: false, owner: ["prod", "marketing"] });
const ledger = bucketNamePrefix("ledger", { restricted: false, owner: ["organization"] });
const restricted = bucketNamePrefix("archive", { restricted: true, owner: ["prod", "accounts"] });

describe("trailEvents", () => {
  for (const readOnly of ["true", "false"]) {
    it(`records management events with readOnly ${readOnly}`, () => {
      assert.ok(isRecorded({ eventCategory: "Management", eventName: "X", readOnly }));
    });
  }

  for (const [bucket, eventName, recorded] of [
    [restricted, "GetObject", true],
    [restricted, "PutObject", true],
    [restricted, "DeleteObject", true],
    ["duotone-restricted-data-of-tomorrow", "GetObject", true],
    [ledger, "GetObject", true],
    [ledger, "PutObject", true],
    [trail, "GetObject", true],
    [trail, "DeleteObject", true],
    [trail, "PutObjectRetention", true],
    [trail, "PutObject", false],
    [archive, "GetObject", true],
    [archive, "PutObject", false],
    ["duotone-artifacts", "GetObject", false],
    ["somebody-elses", "GetObject", false],
  ] as const) {
    it(`${recorded ? "records" : "leaves out"} ${eventName} in ${bucket}`, () => {
      assert.equal(isRecorded(objectEvent(bucket, eventName)), recorded);
    });
  }
});
