/** What the pack reports. */
export interface Violation {
  readonly rule: string;

  /** Undefined where it is about something that is missing. */
  readonly urn: string | undefined;
  readonly level: "mandatory" | "advisory";
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly message: string;
}

/** Orders violations the same way in every run. */
export function compareViolations(a: Violation, b: Violation): number {
  const [one, other] = [a, b].map(({ urn, rule, message }) => `${urn ?? ""}\n${rule}\n${message}`) as [
    string,
    string,
  ];
  return one < other ? -1 : one > other ? 1 : 0;
}
