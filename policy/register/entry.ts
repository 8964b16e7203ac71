/** Where a violation stops the run. `sensitive`: everywhere but in staging's verticals without personal or banking data. */
export type Level = "mandatory" | "sensitive" | "advisory";

export interface References {
  /** CIS AWS Foundations Benchmark 5.0.0 and 7.0.0. */
  readonly cis5?: readonly string[];
  readonly cis7?: readonly string[];

  /** Controls of Security Hub's AWS Foundational Security Best Practices. */
  readonly fsbp?: readonly string[];

  /** PCI DSS 4.0.1. */
  readonly pci?: readonly string[];

  /** Articles of the GDPR. */
  readonly gdpr?: readonly string[];
}

/** All that is said of a rule. Its id is its key. */
export interface RegisterEntry {
  /** What is wanted, in one line. */
  readonly title: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly level: Level;

  /** Whether what cannot be proven counts as a violation. */
  readonly undetermined: "violation" | "ignored";

  /** What to do about a violation. */
  readonly remediation: string;
  readonly references: References;
}

/** Entries by rule id, for example `SEG-01`. */
export type Register = Readonly<Record<string, RegisterEntry>>;
