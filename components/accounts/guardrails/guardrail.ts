/** Condition block of a statement: operator, then key, then the values of which any matches. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a guardrail denies: these actions, or every action but these. */
type Denied = { readonly deny: readonly string[] } | { readonly denyAllBut: readonly string[] };

/** One thing that nobody in the organization's accounts may do, whatever their own policies allow. */
export type Guardrail = Denied & {
  /** Short and unique, for example `no-peering`. AWS never sees it. */
  readonly name: string;

  /** Why it is denied, in a sentence for whoever was denied. */
  readonly reason: string;

  /**
   * Where AWS documents what the guardrail relies on.
   *
   * @default - nothing but that the actions exist
   */
  readonly source?: string;

  /**
   * Resources that it is about, as ARN patterns.
   *
   * @default - all
   */
  readonly on?: readonly string[];

  /**
   * Principals that it is not about, as patterns of `aws:PrincipalArn`.
   *
   * A session of a role carries the ARN of the role there, with its path; the session's own ARN never matches.
   *
   * @default - none: it is for everybody
   */
  readonly except?: readonly string[];

  /**
   * Requests that it is about. All operators and keys must match.
   *
   * @default - all
   */
  readonly when?: Conditions;
};

/** What the guardrails must know of the organization. */
export interface GuardrailFacts {
  readonly organizationId: string;

  /** AWS regions that the accounts may use, for example `eu-west-1`. */
  readonly regions: readonly string[];

  /** ARN patterns of the principals that may assume the accounts' deploying role. */
  readonly deployers: readonly string[];

  /** Name of the role that the stacks assume in every account. */
  readonly accountRoleName: string;
}
