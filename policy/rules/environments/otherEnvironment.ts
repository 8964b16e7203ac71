import { dependenciesOf, isResource } from "../../model/closure";
import { DATA_STORES } from "../../model/dataStores";
import { type Environment, environment, type KnownEnvironment, stacksIn } from "../../model/environments";
import type { Node } from "../../model/resource";
import { leavesIn } from "../../model/strings";
import { readUserData } from "../../model/userData";
import { userDataIn } from "../../model/userDataOf";
import { badNode, type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { foreignParts } from "./foreignParts";

const REFERENCE = "pulumi:pulumi:StackReference";

/** Whatever the stacks of one environment have of another one. */
export function otherEnvironmentFindings(
  { model, settings }: StackContext,
  from: Environment,
  to: Environment,
): readonly StackFinding[] {
  const other = environment(model, settings, to);
  const dependencies = dependenciesOf(model);
  return stacksIn(model, settings, from).flatMap(({ name, nodes }) =>
    nodes.flatMap((node) => {
      if (node.type === REFERENCE) {
        return referenceFindings(node, name, other);
      }
      const reached = isResource(node)
        ? dependencies.sources(node).filter((source) => other.has(source))
        : [];
      return [
        ...reached.map((source) =>
          badNode(
            node,
            `${node.name} uses ${source.name}, ${DATA_STORES.has(source.type) ? "a data store" : "a resource"} of ${to}.`,
          ),
        ),
        ...textFindings(node, other),
        ...userDataFindings(model.sources.bind(model), node, other),
        ...foreignParts(model, node),
      ];
    }),
  );
}

/** A reference is `<organization>/<project>/<stack>`, or less of it from the left. */
function referenceFindings(node: Node, own: string, other: KnownEnvironment): readonly StackFinding[] {
  const { name } = node.props;
  if (typeof name !== "string") {
    return [undeterminedNode(node, `which stack ${node.name} refers to is not known.`)];
  }
  const [stack = "", project = own.split("/")[0] ?? ""] = name.split("/").reverse();
  return other.stacks.includes(`${project}/${stack}`)
    ? [badNode(node, `${node.name} reads the outputs of ${project}/${stack}, which is of ${other.name}.`)]
    : [];
}

/** Names of the other environment that are written down anywhere. What the engine keeps for itself is left out. */
function textFindings(node: Node, other: KnownEnvironment): readonly StackFinding[] {
  if (!isResource(node) && !node.type.startsWith("pulumi:providers:")) {
    return [];
  }
  return leavesIn(node.props)
    .filter(({ path }) => !path.startsWith("__"))
    .flatMap(({ path, value }) => {
      const named = typeof value === "string" ? namedIn(value, other) : undefined;
      return named === undefined
        ? []
        : [badNode(node, `${path} of ${node.name} names ${named} of ${other.name}.`)];
    });
}

function namedIn(text: string, { accountIds, dataStores }: KnownEnvironment): string | undefined {
  if (dataStores.some((store) => text.includes(store))) {
    return "a data store";
  }
  const numbers: readonly string[] = text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [];
  return numbers.some((number) => accountIds.includes(number)) ? "an account" : undefined;
}

function userDataFindings(
  sources: (node: Node, property: string) => readonly Node[],
  node: Node,
  other: KnownEnvironment,
): readonly StackFinding[] {
  return userDataIn(node).flatMap(({ path, property, reading }) => {
    if (reading.is !== "known") {
      // What it is made of is looked at by itself, so that it cannot be of the other environment.
      return sources(node, property).length > 0
        ? []
        : [undeterminedNode(node, `${path} of ${node.name} is not known, and may name ${other.name}.`)];
    }
    const { parts, unread } = readUserData(reading.text);
    return [
      ...unread.map((why) => undeterminedNode(node, `${path} of ${node.name} ${why}.`)),
      ...parts.flatMap(({ text }) => {
        const named = namedIn(text, other);
        return named === undefined
          ? []
          : [badNode(node, `${path} of ${node.name} names ${named} of ${other.name}.`)];
      }),
    ];
  });
}
