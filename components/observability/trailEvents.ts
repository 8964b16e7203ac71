import type * as aws from "@pulumi/aws";

import { EVIDENCE_BUCKET_PREFIXES, LEDGER_BUCKET_PREFIX, RESTRICTED_BUCKET_PREFIX } from "./bucketNames";

type Selector = aws.types.input.cloudtrail.TrailAdvancedEventSelector;
type FieldSelectors = Selector["fieldSelectors"];

/** How a service writes a log file; recording that would make the trail record its own writing, for ever. */
const DELIVERY = ["CompleteMultipartUpload", "CreateMultipartUpload", "PutObject", "UploadPart"];

/**
 * What the organization trail records, in all accounts and regions.
 *
 * All management events; all reading and writing of objects in restricted verticals' buckets, those to come included, and
 * in the ledger's; and of the buckets that hold the evidence itself everything but the delivery of log files. That stands for their access
 * logs.
 */
export function trailEvents(): Selector[] {
  const evidence = EVIDENCE_BUCKET_PREFIXES;
  return [
    {
      name: "Management events",
      fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
    },
    objectEvents("Objects of restricted verticals and the ledger", [
      RESTRICTED_BUCKET_PREFIX,
      LEDGER_BUCKET_PREFIX,
    ]),
    objectEvents("Reading of evidence", evidence, [{ field: "readOnly", equals: ["true"] }]),
    objectEvents("Changes of evidence", evidence, [
      { field: "readOnly", equals: ["false"] },
      { field: "eventName", notEquals: DELIVERY },
    ]),
  ];
}

function objectEvents(
  name: string,
  bucketPrefixes: readonly string[],
  more: Extract<FieldSelectors, readonly unknown[]> = [],
): Selector {
  return {
    name,
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: ["AWS::S3::Object"] },
      { field: "resources.ARN", startsWiths: bucketPrefixes.map((prefix) => `arn:aws:s3:::${prefix}`) },
      ...more,
    ],
  };
}
