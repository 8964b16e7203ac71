import { resolveByName } from "../../model/byName";
import { TRAIL } from "../../model/objectRecords";
import type { Node } from "../../model/resource";
import { looksAtOrganization } from "../../model/stacks";
import type { StackModel } from "../../model/stackModel";
import { readFlag, readList, readText, type TextReading } from "../../model/value";
import { missing, type StackContext, type StackFinding, type StackRule } from "../rule";
import { type CisAlarm, CIS_ALARMS } from "./cisAlarms";

const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const GROUP = "aws:cloudwatch/logGroup:LogGroup";

/**
 * Metric filters on the trail's log group count what should not happen, and alarms tell somebody. Where the trail is, and
 * with it the log group, is the organization's stack; it is not looked for in any other.
 */
export const audg: StackRule = {
  id: "AUD-G",
  scope: "stack",
  evaluate: ({ model, settings }: StackContext): readonly StackFinding[] => {
    if (!looksAtOrganization(model, settings)) {
      return [];
    }
    const filters = filtersOfTrails(model).filter((filter) => isAlarmed(model, filter));
    const lacking = CIS_ALARMS.filter((alarm) => !filters.some((filter) => sees(filter, alarm)));
    return lacking.length === 0
      ? []
      : [
          missing(
            `Nobody is told of ${lacking.map(({ control, what }) => `${what} (${control})`).join(", ")}.`,
          ),
        ];
  },
};

function filtersOfTrails(model: StackModel): readonly Node[] {
  const groups = model.ofType(TRAIL).flatMap((trail) => groupsOf(model, trail, "cloudWatchLogsGroupArn"));
  return model
    .ofType(FILTER)
    .filter((filter) => groupsOf(model, filter, "logGroupName").some((group) => groups.includes(group)));
}

function groupsOf(model: StackModel, node: Node, property: string): readonly Node[] {
  return resolveByName(model, node, { property, value: node.props[property], nameProperty: "name" }, GROUP)
    .nodes;
}

function isAlarmed(model: StackModel, filter: Node): boolean {
  const [name, namespace] = ["name", "namespace"].map((key) =>
    readText(filter.props, "metricTransformation", key),
  );
  return model
    .ofType(ALARM)
    .some(
      (alarm) =>
        isSame(readText(alarm.props, "metricName"), name) &&
        isSame(readText(alarm.props, "namespace"), namespace) &&
        tellsSomebody(alarm),
    );
}

function isSame(one: TextReading, other: TextReading | undefined): boolean {
  return one.is === "known" && other?.is === "known" && one.text === other.text;
}

function tellsSomebody({ props }: Node): boolean {
  const actions = readList(props, "alarmActions");
  return (
    readFlag(props, "actionsEnabled") !== "no" &&
    (actions.is === "unknown" || (actions.is === "known" && actions.items.length > 0))
  );
}

function sees({ props }: Node, { names }: CisAlarm): boolean {
  const pattern = readText(props, "pattern");
  const words = new Set(pattern.is === "known" ? pattern.text.split(/[^A-Za-z]+/) : []);
  return names.every((name) => words.has(name));
}
