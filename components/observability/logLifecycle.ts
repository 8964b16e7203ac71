import type * as aws from "@pulumi/aws";

/** Days after which hardly anybody reads a log file any more, but those who do want it at once. */
const DAYS_UNTIL_COLD = 90;

/** Days that AWS bills an object for at least in this storage class; https://aws.amazon.com/s3/pricing/ */
const SHORTEST_COLD_DAYS = 90;

/** Reads in milliseconds, costs a fifth of the standard class. */
const COLD_CLASS = "GLACIER_IR";

/** Days that the parts of an upload which never ended are kept. */
const UPLOAD_DAYS = 7;

type Rule = aws.types.input.s3.BucketLifecycleConfigurationRule;

/** The end of what is only parts of a file, for buckets whose files stay. */
export const UPLOADS_END: Rule = {
  id: "uploads",
  status: "Enabled",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: UPLOAD_DAYS },
};

export interface LogRetention {
  /** Days that every file is kept, at least 1. */
  readonly retentionDays: number;

  /** Whether Object Lock keeps every version that long, whatever the lifecycle says. */
  readonly locked: boolean;
}

/**
 * What becomes of log files: colder storage where that pays, and their end once the retention is over.
 *
 * In a versioned bucket an object expires under a marker first, and its version is deleted later: one day later where a
 * lock holds, which is the first moment at which the lock, that counts from the writing, is certainly over. Without a lock
 * a version that somebody wrote over must last as long as any file, or writing over it would be a way to delete it.
 *
 * Files below 128 KB stay in the standard class, as S3 has it by default: moving them would cost more than it saves.
 */
export function logLifecycle({ retentionDays, locked }: LogRetention): Rule[] {
  const turnsCold = retentionDays >= DAYS_UNTIL_COLD + SHORTEST_COLD_DAYS;
  return [
    {
      id: "retention",
      status: "Enabled",
      filter: { prefix: "" },
      ...(turnsCold ? { transitions: [{ days: DAYS_UNTIL_COLD, storageClass: COLD_CLASS }] } : {}),
      expiration: { days: retentionDays },
      noncurrentVersionExpiration: { noncurrentDays: locked ? 1 : retentionDays },
      abortIncompleteMultipartUpload: { daysAfterInitiation: UPLOAD_DAYS },
    },
    // Of its own, because S3 takes an age or this in one rule, not both.
    {
      id: "markers",
      status: "Enabled",
      filter: { prefix: "" },
      expiration: { expiredObjectDeleteMarker: true },
    },
  ];
}
