/** What the pack reports. */
export interface Violation {
  readonly rule: string;

  /** Undefined where it is about something that is missing. */
  readonly urn: string | undefined;
  readonly level: "mandatory" | "advisory";
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly message: string;
}

/** Violations in an order that is the same in every run. */
export function sortedViolations(violations: readonly Violation[]): readonly Violation[] {
  // Each is put into words once: an odd stack has thousands.
  return violations
    .map((violation) => ({ violation, key: keyOf(violation) }))
    .sort(({ key: one }, { key: other }) => (one < other ? -1 : one > other ? 1 : 0))
    .map(({ violation }) => violation);
}

function keyOf({ urn, rule, message }: Violation): string {
  return `${urn ?? ""}\n${rule}\n${message}`;
}
