import { secretsIn } from "../../policy/model/secretPatterns";
import { type EngineError, nameOf, typeOf } from "../engine/engineProgress";
import { type EngineFailure, failureOf } from "../engine/failure";
import { counted, listed } from "../screens/words";
import { firstOf } from "./planWords";
import type { PreviewFacts, RuleFinding } from "./previewFacts";
import type { ReportedFinding, StackReport } from "./report";

export interface Judged {
  /** `<project>/<stack>` */
  readonly stack: string;
  readonly facts: PreviewFacts;

  /** How the run ended; undefined where it succeeded. Its words are those of the engine's output. */
  readonly failure: EngineFailure | undefined;
  readonly seconds: number;
}

/** Characters of one problem of the engine that are shown. */
const LONGEST_PROBLEM = 1_500;

/** Names in one problem that are shown. */
const MOST_NAMES = 12;

/** How the program begins where it refuses releases before the first resource; see `components/data/releaseSchemas.ts`. */
const REFUSED_RELEASES = /^\[schema\] /;

/**
 * Whether the gate lets a stack's preview pass, and everything that people need to see of it.
 *
 * It closes whenever it cannot prove that every rule has run: a pack that never started reports no violation either.
 */
export function stackReportOf({ stack, facts, failure, seconds }: Judged): StackReport {
  const { refusals, problems } = failedWith(facts, failure);
  const kept = facts.errors.filter(isAboutProtected);
  const mandatory = facts.findings.filter((finding) => finding.mandatory).length;
  return {
    stack,
    problems: [
      ...(mandatory > 0 ? [`${counted(mandatory, "violation")} of mandatory rules.`] : []),
      ...facts.cannotRun.map((message) => `A rule could not run, so it proves nothing: ${bounded(message)}`),
      ...proofProblems(facts, mandatory > 0 || failure !== undefined),
      ...(refusals.length > 0 ? ["The promotion gate refuses."] : []),
      ...(kept.length > 0 ? [protectedWords(kept)] : []),
      ...problems.map((problem) =>
        REFUSED_RELEASES.test(problem)
          ? `Releases are refused: ${bounded(problem)}`
          : `The preview failed: ${bounded(problem)}`,
      ),
    ],
    findings: facts.findings.map(reportedFinding).sort(compareFindings),
    evaluation: facts.evaluation ?? null,
    steps: [...facts.steps.values()].map(({ change, urn, type, name, account, protect, properties }) => ({
      change,
      urn,
      type,
      name,
      account: account ?? null,
      protect,
      properties: [...properties],
    })),
    unchanged: facts.unchanged,
    promotion: { refusals: [...refusals], move: facts.move ?? null },
    seconds,
  };
}

function failedWith(facts: PreviewFacts, failure: EngineFailure | undefined): EngineFailure {
  if (failure === undefined) {
    return { refusals: [], problems: [] };
  }
  // The engine's own word for a preview that a policy refused is an error of the run, too; the violations say it better.
  const others = facts.errors.filter((error) => !isAboutProtected(error));
  const own = failureOf({ errors: others }, "");
  const isTold =
    own.refusals.length > 0 ||
    own.problems.length > 0 ||
    others.length < facts.errors.length ||
    facts.findings.some(({ mandatory }) => mandatory);
  return isTold ? own : { refusals: [], problems: failure.problems };
}

/** The engine says it once for each resource, and of each in a hundred words. */
const PROTECTED = /^unable to (?:replace|delete) resource "[^"]*"\s+as it is currently marked for protection/;

function isAboutProtected({ urn, message }: EngineError): boolean {
  return urn !== undefined && PROTECTED.test(message);
}

function protectedWords(errors: readonly EngineError[]): string {
  const names = [...new Set(errors.map(({ urn }) => nameOf(urn ?? "")))].sort();
  const { shown, more } = firstOf(names, MOST_NAMES);
  return (
    `${counted(names.length, "protected resource")} would be replaced or deleted, which the engine refuses: ` +
    `${listed(more === 0 ? shown : [...shown, `${more} more`])}. What serves the public names stays as it is: release to the idle colour, and promote it. ` +
    "Instances that a change of settings replaces need an override of gate protect (duotone:overrides) for their service. " +
    "Anything else is unprotected first, by a change of its own."
  );
}

function proofProblems({ proofs }: PreviewFacts, isRefused: boolean): readonly string[] {
  if (proofs === 1) {
    return [];
  }
  if (proofs > 1) {
    return [
      `The policy pack answered ${proofs} times instead of once: what judged this stack is not the pack alone.`,
    ];
  }
  return [
    isRefused
      ? "The rules that need the whole stack did not run, because the preview ended before. Mend the rest and look again."
      : "The policy pack did not run: it never gave back what it was started with. Nothing is proven.",
  ];
}

function reportedFinding({ rule, urn, mandatory, message }: RuleFinding): ReportedFinding {
  return {
    rule,
    mandatory,
    type: urn === undefined ? null : typeOf(urn),
    name: urn === undefined ? null : nameOf(urn),
    message: cut(message.trim()),
  };
}

/** Mandatory ones first, then by rule and resource. */
function compareFindings(a: ReportedFinding, b: ReportedFinding): number {
  const key = ({ mandatory, rule, type, name, message }: ReportedFinding) =>
    `${mandatory ? "0" : "1"}\n${rule}\n${type ?? ""}\n${name ?? ""}\n${message}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

/** What others wrote, short enough to be shown, and without the lines that hold what looks like a secret. */
function bounded(text: string): string {
  const secret = new Set(secretsIn(text, "data").map(({ line }) => line));
  const clean = text
    .trim()
    .split("\n")
    .map((line, index) => (secret.has(index + 1) ? "(a line that holds what looks like a secret)" : line))
    .join("\n");
  return cut(clean);
}

function cut(text: string): string {
  return text.length <= LONGEST_PROBLEM ? text : `${text.slice(0, LONGEST_PROBLEM)} …`;
}
