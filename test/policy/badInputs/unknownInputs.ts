import { NO_FACTS } from "../../../cli/preview/previewFacts";
import { stackReportOf } from "../../../cli/preview/verdict";
import { readText } from "../../../policy/model/value";
import { badNode, type Rule } from "../../../policy/rules/rule";
import { declaredSettings } from "../support/declaredSettings";
import { analyzeStack, type WireResource } from "../support/host";
import { configured } from "../support/hosted";
import { type BadInput, badInput } from "./badInput";
import { add, ELSEWHERE, of, set, UNKNOWN } from "./changes";
import { accepted, foundBeyond, refused } from "./judgedChange";
import { GROUP, SECRET, SECURITY_GROUP, TEMPLATE, VPC } from "./types";

/** Values that are not known yet. */
export const unknownInputs: readonly BadInput[] = [
  refused("ingress of a group is unknown", ["NET-01"], groupWith(ELSEWHERE)),
  refused("one rule of a group's ingress is unknown", ["NET-01"], groupWith([ELSEWHERE])),
  refused(
    "cidrBlocks of a rule of a group are unknown",
    ["NET-01"],
    groupWith([{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ELSEWHERE }]),
  ),
  badInput(
    "an unknown ingress, and a user that IAM must not have",
    "violations of NET-01 and of IAM-02: later rules still run",
    async () => {
      const found = await foundBeyond((resources) =>
        add("aws:iam/user:User", "someone", "accounts", {})(groupWith(ELSEWHERE)(resources)),
      );
      const stopping = found.filter(({ level }) => level === "mandatory").map(({ policy }) => policy);
      return ["NET-01", "IAM-02"].flatMap((rule) =>
        stopping.includes(rule) ? [] : [`${rule} says nothing`],
      );
    },
  ),
  badInput(
    "an unknown in the first of 100 resources, a fault in the last",
    "a violation of each",
    firstAndLast,
  ),
  accepted(
    "one tag is unknown that nobody asks for",
    set(TEMPLATE, "staging-core", ({ tags }) => ({ tags: { ...(tags as object), Name: UNKNOWN } })),
  ),
  refused(
    "a tag is unknown that is required",
    ["TAG-01"],
    set(GROUP, "staging-core", ({ tags }) => ({
      tags: (tags as readonly { key: string }[]).map((tag) => ({
        ...tag,
        ...(tag.key === "commit" ? { value: UNKNOWN } : {}),
      })),
    })),
  ),
  refused(
    "user data in production is unknown",
    ["SEC-03"],
    set(TEMPLATE, "prod1-core", { userData: ELSEWHERE }),
    { stack: "prod" },
  ),
  accepted(
    "user data in staging is unknown, and is made of what the stack has",
    set(
      TEMPLATE,
      "staging-core",
      { userData: UNKNOWN },
      { edges: { userData: [of(SECRET, "core-session-signing")] } },
    ),
  ),
  refused(
    "user data in staging is unknown, and nothing says whether it names production",
    ["ENV-01"],
    set(TEMPLATE, "staging-core", { userData: ELSEWHERE }),
  ),
  badInput("the engine says `can't run policy`", "the gate closes", () => {
    const { problems } = stackReportOf({
      stack: "duotone/prod",
      facts: { ...NO_FACTS, proofs: 1, cannotRun: ["can't run policy 'stack'"] },
      failure: undefined,
      seconds: 1,
    });
    return Promise.resolve(problems.length === 1 ? [] : ["the gate opens"]);
  }),
  ...(["no properties", "null in every property"] as const).map((comes) =>
    badInput(`every resource has ${comes}`, "violations, and no crash", async () => {
      const found = await foundBeyond((resources) =>
        resources.map(({ props = {}, ...resource }) => {
          const bare =
            comes === "no properties" ? {} : Object.fromEntries(Object.keys(props).map((key) => [key, null]));
          return { ...resource, props: bare, inputs: bare };
        }),
      );
      return outcomeOf(found, 1);
    }),
  ),
  badInput("a stack without any resource", "AUD-02 misses what must exist, and no crash", async () =>
    outcomeOf(
      (await foundBeyond(() => [])).filter(({ policy }) => policy === "AUD-02" || policy === "BG-03"),
      1,
    ),
  ),
  badInput("a stack with nothing but itself", "AUD-02 misses what must exist, and no crash", async () =>
    outcomeOf(
      (
        await foundBeyond((resources) => resources.filter(({ type }) => type === "pulumi:pulumi:Stack"))
      ).filter(({ policy }) => policy === "AUD-02"),
      1,
    ),
  ),
];

function groupWith(ingress: Parameters<typeof add>[3][string]) {
  return add(SECURITY_GROUP, "another", "accounts", { vpcId: of(VPC, "accounts"), ingress, egress: [] });
}

/** @param fewest Mandatory violations that there must be. */
function outcomeOf(
  found: readonly { readonly level: string; readonly message: string; readonly policy: string }[],
  fewest: number,
): readonly string[] {
  const crashed = found.filter(({ message }) => /can['’]t run policy|The rule crashed/i.test(message));
  return [
    ...crashed.map(({ policy, message }) => `${policy}: ${message}`),
    ...(found.filter(({ level }) => level === "mandatory").length >= fewest ? [] : ["nothing is refused"]),
  ];
}

/** A rule of its own, because our own say nothing of a hundred alike. */
async function firstAndLast(): Promise<readonly string[]> {
  const rule: Rule = {
    id: "SEG-01",
    scope: "stack",
    evaluate: ({ model }) =>
      model.nodes.flatMap((node) => {
        const reading = readText(node.props, "state");
        return reading.is === "known" && reading.text === "good"
          ? []
          : [badNode(node, `state is ${reading.is}.`)];
      }),
  };
  const { stackName, ...config } = await declaredSettings("prod");
  const resources = Array.from({ length: 100 }, (_, index): WireResource => {
    const name = String(index).padStart(3, "0");
    const state = index === 0 ? UNKNOWN : index === 99 ? "bad" : "good";
    return { type: "t:i:T", name, urn: `urn:pulumi:prod::duotone::t:i:T::${name}`, props: { state } };
  });
  const found = await analyzeStack(configured([rule], stackName, config), resources);
  const told = found.map(({ urn, level }) => `${urn.split("::")[3] ?? ""} ${level}`).join(", ");
  return told === "000 mandatory, 099 mandatory" ? [] : [`found ${told}`];
}
