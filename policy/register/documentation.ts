import type { Rule } from "../rules/rule";
import type { Level, References, RegisterEntry } from "./entry";
import { FAMILIES } from "./register";

const LEVELS: Readonly<Record<Level, string>> = {
  mandatory: "mandatory",
  sensitive: "advisory in staging's verticals without personal or banking data, mandatory elsewhere",
  advisory: "advisory",
};

const FRAMEWORKS: readonly (readonly [keyof References, string])[] = [
  ["cis5", "CIS 5.0"],
  ["cis7", "CIS 7.0"],
  ["fsbp", "FSBP"],
  ["pci", "PCI DSS"],
  ["gdpr", "GDPR Art."],
];

/** The page that says all rules, as Markdown. */
export function documentationOf(rules: readonly Rule[]): string {
  const scopes = new Map(rules.map(({ id, scope }) => [id, scope]));
  const count = (scope: Rule["scope"]) => rules.filter((rule) => rule.scope === scope).length;
  return [
    "# The rules of the policy pack",
    "",
    "<!-- Made from policy/register by `make docs`; change it there. -->",
    "",
    `${rules.length} rules: ${count("resource")} look at one resource, before it is touched, and ${count("stack")} at all of them together.`,
    'What a rule cannot prove counts as a violation where "cannot prove" says so; elsewhere it is left to the rules that it does.',
    "",
    ...FAMILIES.flatMap(({ title, entries }) => [
      `## ${title}`,
      "",
      ...Object.entries(entries).flatMap(([id, entry]) => sectionOf(id, entry, scopes.get(id))),
    ]),
  ].join("\n");
}

function sectionOf(id: string, entry: RegisterEntry, scope: Rule["scope"] | undefined): readonly string[] {
  const references = FRAMEWORKS.flatMap(([key, name]) => {
    const found = entry.references[key] ?? [];
    return found.length === 0 ? [] : [`${name} ${found.join(", ")}`];
  });
  return [
    `### ${id}: ${entry.title}`,
    "",
    `- Level: ${LEVELS[entry.level]}; severity ${entry.severity}`,
    `- Looks at: ${scope === "resource" ? "one resource" : "the whole stack"}`,
    `- Cannot prove: ${entry.undetermined === "violation" ? "a violation" : "no violation"}`,
    ...(references.length === 0 ? [] : [`- References: ${references.join("; ")}`]),
    `- What to do: ${entry.remediation}`,
    "",
  ];
}
