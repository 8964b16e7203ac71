/**
 * Days that CloudWatch Logs can keep a log group's events.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const CHOICES = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Days that evidence must be at hand for at least: PCI DSS 10.5.1, a year. */
const LEAST_DAYS = 365;

/** The choices that keep evidence long enough. */
export const EVIDENCE_RETENTION_DAYS: readonly number[] = CHOICES.filter((days) => days >= LEAST_DAYS);

/**
 * The shortest choice of CloudWatch Logs that keeps evidence as long as asked and for a year at least; its longest, ten
 * years, where more is asked: the bucket keeps the rest.
 */
export function evidenceRetentionDays(days: number): number {
  const least = Math.max(days, LEAST_DAYS);
  return CHOICES.find((choice) => choice >= least) ?? CHOICES[CHOICES.length - 1] ?? LEAST_DAYS;
}
