import {
  coloursOf,
  type ColourStack,
  colourStacks,
  isPublic,
  leadsToBalancer,
} from "../../model/colourStacks";
import { pointersOf } from "../../model/pointers";
import { recordName, recordsOf, routingOf, takesName } from "../../model/publicNames";
import type { Node } from "../../model/resource";
import { readSetText } from "../../model/setText";
import { stacksOf } from "../../model/stacks";
import { readList } from "../../model/value";
import {
  badNode,
  missing,
  type StackContext,
  type StackFinding,
  type StackRule,
  undeterminedNode,
} from "../rule";
import { setFindings } from "./recordSets";
import { healthFindings } from "./targetHealth";

const CERTIFICATE = "aws:acm/certificate:Certificate";

/**
 * All public names are on one colour, and it is the one that the configuration says. Aliases of load balancers, those of
 * clusters' own names included, are answered only while something behind them is healthy.
 */
export const bg03: StackRule = {
  id: "BG-03",
  scope: "stack",
  evaluate: (context) => {
    const counts = stacksOf(context.model, context.settings).flatMap((stack) => {
      const colours = coloursOf(stack);
      const wanted = stack.entry.environment === "production" || colours.length > 0;
      return wanted && colours.length !== 2
        ? [missing(`${stack.name} has ${numbered(colours)}; names move between two.`)]
        : [];
    });
    const health = stacksOf(context.model, context.settings)
      .flatMap(({ nodes }) => recordsOf(nodes))
      .filter((record) => pointersOf(context.model, record).some(leadsToBalancer))
      .flatMap(healthFindings);
    return [
      ...counts,
      ...health,
      ...colourStacks(context.model, context.settings)
        .filter(({ colours }) => colours.length === 2)
        .flatMap((stack) => {
          const active = stack.entry.activeColor;
          return active !== undefined && stack.colours.includes(active)
            ? [
                ...switchFindings(stack, active),
                ...recordFindings(context, stack, active),
                ...noneFinding(stack),
              ]
            : [
                missing(
                  `activeColor of ${stack.name} is none of its colours, ${stack.colours.join(" and ")}.`,
                ),
              ];
        }),
    ];
  },
};

function numbered(colours: readonly string[]): string {
  switch (colours.length) {
    case 0:
      return "no colour";
    case 1:
      return `one colour (${colours.join()})`;
    default:
      return `${colours.length} colours (${colours.join(", ")})`;
  }
}

function switchFindings({ switches, colours }: ColourStack, active: string): readonly StackFinding[] {
  const seen = new Set<string>();
  return switches.flatMap(({ node, names }) => {
    const own = readSetText(node.props, "activeColor");
    const declared = readList(node.props, "colors");
    const listed = declared.is === "known" ? [...declared.items].map(String).sort() : undefined;
    return [
      ...(own.is === "unknown"
        ? [undeterminedNode(node, `activeColor of ${node.name} is not known yet.`)]
        : []),
      ...(own.is === "unknown" || (own.is === "known" && own.text === active)
        ? []
        : [badNode(node, `activeColor of ${node.name} is not ${active}, as the configuration says.`)]),
      ...(listed?.join() === colours.join()
        ? []
        : [badNode(node, `colors of ${node.name} are not ${colours.join(" and ")}.`)]),
      ...(names === "unknown" ? [] : names).flatMap(({ at, fqdn }) => {
        if (fqdn === undefined) {
          return [undeterminedNode(node, `${at}.fqdn of ${node.name} is not known yet.`)];
        }
        const twice = seen.has(fqdn);
        seen.add(fqdn);
        return twice ? [badNode(node, `${at}.fqdn of ${node.name} is held twice.`)] : [];
      }),
    ];
  });
}

function recordFindings(context: StackContext, stack: ColourStack, active: string): readonly StackFinding[] {
  const held = stack.switches.flatMap(({ names }) => (names === "unknown" ? [] : names));
  const records = recordsOf(stack.nodes);
  const taking = records.filter((record) => held.some((name) => takesName(context.model, record, name)));
  const others = stack.records.filter(({ node, leads }) => leads.some(isPublic) && !taking.includes(node));
  return [
    ...taking.map((record) =>
      badNode(record, `${record.name} takes a public name that the release switch holds.`),
    ),
    ...records
      .filter((record) => isNameless(context, record))
      .map((record) =>
        undeterminedNode(record, `the name of ${record.name} is not known, so it may be a public one.`),
      ),
    ...setsOf(
      context,
      others.map(({ node }) => node),
    ).flatMap((set) =>
      setFindings(
        set.map((record) => ({
          record,
          routing: routingOf(record),
          leads: others.find(({ node }) => node === record)?.leads ?? [],
        })),
        stack.clusters,
        active,
      ),
    ),
  ];
}

/** A name that comes from a certificate is the one that proves it. */
function isNameless({ model }: StackContext, record: Node): boolean {
  return (
    recordName(model, record) === undefined &&
    (model.sources(record, "name", CERTIFICATE).length === 0 || pointersOf(model, record).length > 0)
  );
}

/** Records of one name, type and zone, which Route 53 chooses among. */
function setsOf({ model }: StackContext, records: readonly Node[]): readonly (readonly Node[])[] {
  const sets = new Map<string, Node[]>();
  for (const record of records) {
    const type = readSetText(record.props, "type");
    const key = `${recordName(model, record) ?? record.urn} ${type.is === "known" ? type.text : ""} ${zoneOf(record)}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  return [...sets.values()];
}

function zoneOf({ props, edges }: Node): string {
  const zone = readSetText(props, "zoneId");
  return zone.is === "known" ? zone.text : (edges.zoneId ?? []).join();
}

function noneFinding(stack: ColourStack): readonly StackFinding[] {
  const some =
    stack.switches.some(({ names }) => names === "unknown" || names.length > 0) ||
    stack.records.some(({ leads }) => leads.some(isPublic));
  return some ? [] : [missing(`no public name of ${stack.name} points at a colour.`)];
}
