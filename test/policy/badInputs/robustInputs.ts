import { badNode, type Rule } from "../../../policy/rules/rule";
import { RULES } from "../../../policy/rules/rules";
import type { Declared } from "../support/declared/recordingMonitor";
import { declaredSettings } from "../support/declaredSettings";
import { declaredResources } from "../support/declaredStack";
import { analyzeStack, type Diagnostic } from "../support/host";
import { configured, hostedDiagnostics } from "../support/hosted";
import { shuffled } from "../support/shuffled";
import { type BadInput, badInput } from "./badInput";
import { add, all, type Change, ELSEWHERE, of, set } from "./changes";
import { FAULT, openGroup, USER } from "./faults";
import { foundBeyond, refused } from "./judgedChange";
import { SECURITY_GROUP, TEMPLATE } from "./types";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Times that a stack is judged in another order. */
const ORDERS = 50;

/** Size, order, and faults of rules themselves. */
export const robustInputs: readonly BadInput[] = [
  ...[1, 1000, 5000].map((count) =>
    badInput(`${count} resources, the last of them wrong`, "a violation of IAM-02", async () => {
      const prod = await declaredResources("prod", "update");
      const copies = Array.from({ length: Math.ceil(count / prod.length) }, (_, copy) =>
        copyOf(prod, copy),
      ).flat();
      const user = FAULT(prod).at(-1);
      const resources = [...copies.slice(0, count - 1), ...(user === undefined ? [] : [user])];
      const found = await hostedDiagnostics(RULES, resources, await declaredSettings("prod"));
      return resources.length === count ? withFault(found) : [`${resources.length} resources`];
    }),
  ),
  sound("1 MB of user data", set(TEMPLATE, "staging-core", { userData: "A".repeat(1_000_000) })),
  refused(
    "500 rules of a security group, one of them wrong",
    ["NET-01"],
    all(
      ...Array.from({ length: 500 }, (_, index) =>
        add(INGRESS_RULE, `rule-${index}`, "accounts", {
          securityGroupId: of(SECURITY_GROUP, "staging-core"),
          ipProtocol: "tcp",
          fromPort: index === 250 ? 22 : 443,
          toPort: index === 250 ? 22 : 443,
          cidrIpv4: index === 250 ? "0.0.0.0/0" : `10.40.${index % 256}.0/24`,
        }),
      ),
    ),
  ),
  sound("values that are nested 500 deep", (resources) => {
    const deep = Array.from({ length: 500 }).reduce<object>((inner) => ({ block: [inner] }), {});
    return resources.map((resource) =>
      resource.type === TEMPLATE && resource.name === "staging-core"
        ? { ...resource, props: { ...resource.props, extra: deep } }
        : resource,
    );
  }),
  sound("resources that belong to each other, in a circle", (resources) =>
    resources.map((resource, index) => {
      const next = resources[(index + 1) % resources.length]?.urn ?? resource.urn;
      return {
        ...resource,
        parent: next,
        dependencies: [next, resource.urn],
        edges: { ...resource.edges, extra: [next] },
      };
    }),
  ),
  badInput(`a stack in ${ORDERS} other orders`, "the same violations, in the same order", inAnyOrder),
  badInput("a rule that throws", "a mandatory violation of it, and the other rules run", () =>
    besides(() => {
      throw new TypeError("a value");
    }),
  ),
  badInput(
    "a rule that is asynchronous, and fails",
    "a mandatory violation of it, and the other rules run",
    () =>
      // A promise is no list of findings, so the mistake shows at the first run.
      besides((() => Promise.reject(new Error("a value")).catch(() => [])) as unknown as Evaluate),
  ),
  badInput("policies that do not wait for what they start", "there are none", notWaiting),
  sound("a part of a stack, as --target shows it", (resources) =>
    resources.filter(({ type }, index) => index % 3 === 0 || type === USER),
  ),
  badInput("a stack without inputs, as a refresh shows it", "what the outputs show", async () => {
    const found = await foundBeyond((resources) =>
      openGroup(resources).map((resource) => {
        const { inputs, ...bare } = resource;
        return inputs === undefined ? resource : bare;
      }),
    );
    return found.some(({ policy }) => policy === "NET-01") ? [] : ["nothing"];
  }),
  refused("a resource that is imported with a fault", ["NET-01"], openGroup, { mode: "preview" }),
  refused(
    "a security group of nobody, only looked up",
    ["SEG-06", "BG-01"],
    set(TEMPLATE, "staging-core", ({ networkInterfaces }) => ({
      networkInterfaces: (networkInterfaces as object[]).map((one) => ({
        ...one,
        securityGroups: [ELSEWHERE],
      })),
    })),
  ),
];

type Evaluate = Extract<Rule, { scope: "stack" }>["evaluate"];

function copyOf(resources: readonly Declared[], copy: number): readonly Declared[] {
  const renamed = (urn: string) => (urn === "" || copy === 0 ? urn : `${urn}-${copy}`);
  return resources.map((resource) => ({
    ...resource,
    urn: renamed(resource.urn),
    parent: renamed(resource.parent ?? ""),
    dependencies: (resource.dependencies ?? []).map(renamed),
    edges: Object.fromEntries(
      Object.entries(resource.edges ?? {}).map(([property, urns]) => [property, urns.map(renamed)]),
    ),
  }));
}

/** Whatever a change makes of a stack, every rule runs and a fault beside it is found. */
function sound(comes: string, change: Change): BadInput {
  return badInput(comes, "no crash, and a fault beside it is found", async () =>
    withFault(await foundBeyond(all(FAULT, change))),
  );
}

function withFault(found: readonly Diagnostic[]): readonly string[] {
  return [
    ...found
      .filter(({ message }) => /can['’]t run policy|The rule crashed/i.test(message))
      .map(({ policy, message }) => `${policy}: ${message}`),
    ...(found.some(({ policy, level }) => policy === "IAM-02" && level === "mandatory")
      ? []
      : ["the fault is not found"]),
  ];
}

async function inAnyOrder(): Promise<readonly string[]> {
  const resources = await declaredResources("org", "update");
  const { stackName, inventory, asOf } = await declaredSettings("org");
  // Who knows little finds much wrong.
  const little = {
    asOf,
    exemptions: [],
    inventory: { ...inventory, verticals: [], accounts: [], images: [] },
  };
  const policies = configured(RULES, stackName, little);
  const expected = JSON.stringify(await analyzeStack(policies, resources));
  const others: string[] = expected.length > 5_000 ? [] : ["too few violations to tell"];
  for (let order = 0; order < ORDERS; order += 1) {
    const told = await analyzeStack(policies, shuffled(resources, order));
    if (JSON.stringify(told) !== expected) {
      others.push(`order ${order} gives others`);
    }
  }
  return others;
}

async function besides(evaluate: Evaluate): Promise<readonly string[]> {
  const rules: readonly Rule[] = [
    { id: "SEG-01", scope: "stack", evaluate },
    {
      id: "SEG-02",
      scope: "stack",
      evaluate: ({ model }) => model.nodes.map((node) => badNode(node, "Found.")),
    },
  ];
  const { stackName, ...config } = await declaredSettings("staging");
  const [resource] = await declaredResources("staging", "update");
  const found = await analyzeStack(
    configured(rules, stackName, config),
    resource === undefined ? [] : [resource],
  );
  const told = found.map(({ policy, level }) => `${policy} ${level}`).sort();
  return [
    ...(told.join() === "SEG-01 mandatory,SEG-02 mandatory" ? [] : [`found ${told.join()}`]),
    ...(JSON.stringify(found).includes("a value") ? ["the value is repeated"] : []),
  ];
}

async function notWaiting(): Promise<readonly string[]> {
  const { stackName, ...config } = await declaredSettings("staging");
  const [resource] = await declaredResources("staging", "update");
  return configured(RULES, stackName, config).flatMap((policy) => {
    const run = ("validateStack" in policy ? policy.validateStack : policy.validateResource) as (
      args: unknown,
      report: () => void,
    ) => unknown;
    const options = { protect: false, ignoreChanges: [] };
    const returned = run({ ...resource, opts: options, resources: [] }, () => undefined);
    return returned === undefined ? [] : [`${policy.name} returns something`];
  });
}
