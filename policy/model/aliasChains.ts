import { actionsOf, BALANCERS, LISTENER_RULES, LISTENERS, TARGET_GROUPS } from "./balancers";
import { declaredProps } from "./given";
import { resolveWithin } from "./given";
import { GROUP, LAUNCH_TEMPLATE as TEMPLATE } from "./machines";
import type { Node } from "./resource";
import { readSetText } from "./setText";
import type { Resolved, StackModel } from "./stackModel";
import { read, readList, UNKNOWN, type Value } from "./value";

const ATTACHMENT = "aws:autoscaling/attachment:Attachment";
const SOURCE_ATTACHMENT = "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment";

/** Where a chain is broken, or cannot be followed. */
export interface Break {
  readonly node: Node;
  readonly answer: "bad" | "undetermined";
  readonly message: string;
}

/** A launch template that requests end at, and the group that starts instances from it. */
export interface ChainEnd {
  readonly template: Node;
  readonly group: Node;
}

export interface Chain {
  readonly ends: readonly ChainEnd[];
  readonly breaks: readonly Break[];
}

/** Everything that listens on a load balancer and forwards, with where it forwards to. */
export interface Forward {
  /** The listener, or the rule. */
  readonly node: Node;

  /** Property path of the target group. */
  readonly at: string;
  readonly targetGroups: Resolved;
}

/** Follows a load balancer: its listeners, their target groups, the groups behind those, and what these start. */
export function chainOf(model: StackModel, balancer: Node): Chain {
  const forwards = forwardsOf(model, balancer);
  const breaks: Break[] =
    forwards.length === 0
      ? [{ node: balancer, answer: "bad", message: `no listener of ${balancer.name} forwards anything.` }]
      : [];
  const ends: ChainEnd[] = [];
  for (const { node, at, targetGroups } of forwards) {
    if (targetGroups.nodes.length === 0) {
      breaks.push({
        node,
        answer: targetGroups.unresolved ? "undetermined" : "bad",
        message: `${at} of ${node.name} leads to no target group of this stack.`,
      });
    }
    for (const targetGroup of targetGroups.nodes) {
      const groups = groupsBehind(model, targetGroup);
      if (groups.length === 0) {
        breaks.push({
          node: targetGroup,
          answer: "bad",
          message: `no auto scaling group is behind the target group ${targetGroup.name}.`,
        });
      }
      for (const group of groups) {
        const started = templatesOf(model, group);
        ends.push(...started.ends);
        breaks.push(...started.breaks);
      }
    }
  }
  return { ends, breaks };
}

/** What the listeners of a load balancer and their rules forward to. */
export function forwardsOf(model: StackModel, balancer: Node): readonly Forward[] {
  const listeners = model
    .ofType(...LISTENERS)
    .filter((listener) => model.resolve(listener, "loadBalancerArn", ...BALANCERS).nodes.includes(balancer));
  const rules = model
    .ofType(...LISTENER_RULES)
    .filter((rule) =>
      model.resolve(rule, "listenerArn", ...LISTENERS).nodes.some((listener) => listeners.includes(listener)),
    );
  return [
    ...listeners.flatMap((listener) => forwardsIn(model, listener, "defaultActions")),
    ...rules.flatMap((rule) => forwardsIn(model, rule, "actions")),
  ];
}

function forwardsIn(
  model: StackModel,
  node: Node,
  property: "defaultActions" | "actions",
): readonly Forward[] {
  const resolved = (value: Value | undefined) =>
    resolveWithin(model, node, property, value, ...TARGET_GROUPS);
  const actions = actionsOf(node.props, property);
  if (actions === "unknown") {
    return [{ node, at: property, targetGroups: resolved(UNKNOWN) }];
  }
  return actions.flatMap(({ at, value }) => {
    const type = readSetText(value, "type");
    if (type.is === "known" && type.text !== "forward") {
      return [];
    }
    const one = valueAt(value, "targetGroupArn");
    const many = readList(value, "forward", "targetGroups");
    const paths: readonly Located[] = [
      ...(one === undefined ? [] : [located(`${at}.targetGroupArn`, one)]),
      ...(many.is === "unknown" ? [located(`${at}.forward.targetGroups`, UNKNOWN)] : []),
      ...(many.is === "known" ? many.items : []).map((item, index) =>
        located(`${at}.forward.targetGroups[${index}].arn`, valueAt(item, "arn")),
      ),
    ];
    return paths.length === 0
      ? [{ node, at, targetGroups: resolved(undefined) }]
      : paths.map((path) => ({ node, at: path.at, targetGroups: resolved(path.value) }));
  });
}

function groupsBehind(model: StackModel, targetGroup: Node): readonly Node[] {
  const names = (node: Node, property: string, value: Value | undefined) =>
    resolveWithin(model, node, property, value, ...TARGET_GROUPS).nodes.includes(targetGroup);
  const direct = model.ofType(GROUP).filter((group) => {
    const props = declaredProps(group);
    const sources = readList(props, "trafficSources");
    return (
      names(group, "targetGroupArns", props.targetGroupArns) ||
      (sources.is === "unknown" && names(group, "trafficSources", UNKNOWN)) ||
      (sources.is === "known" &&
        sources.items.some((source) => names(group, "trafficSources", valueAt(source, "identifier"))))
    );
  });
  const attached = model
    .ofType(ATTACHMENT, SOURCE_ATTACHMENT)
    .filter((attachment) =>
      attachment.type === ATTACHMENT
        ? names(attachment, "lbTargetGroupArn", attachment.props.lbTargetGroupArn)
        : names(attachment, "trafficSource", valueAt(attachment.props, "trafficSource", "identifier")),
    );
  const byAttachment = attached.flatMap((attachment) => [
    ...model.resolve(attachment, "autoscalingGroupName", GROUP).nodes,
  ]);
  return [...new Set([...direct, ...byAttachment])];
}

/** The launch templates that a group starts instances from, each by a version that stays what it is. */
export function templatesOf(model: StackModel, group: Node): Chain {
  const props = declaredProps(group);
  const mixed = ["mixedInstancesPolicy", "launchTemplate"] as const;
  const overrides = readList(props, ...mixed, "overrides");
  const specifications = [
    located("launchTemplate", valueAt(props, "launchTemplate")),
    located(
      "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification",
      valueAt(props, ...mixed, "launchTemplateSpecification"),
    ),
    ...(overrides.is === "unknown"
      ? [located("mixedInstancesPolicy.launchTemplate.overrides", UNKNOWN)]
      : []),
    ...(overrides.is === "known" ? overrides.items : []).map((override, index) =>
      located(
        `mixedInstancesPolicy.launchTemplate.overrides[${index}].launchTemplateSpecification`,
        valueAt(override, "launchTemplateSpecification"),
      ),
    ),
  ].filter(({ value }) => value !== undefined);
  if (specifications.length === 0) {
    return {
      ends: [],
      breaks: [{ node: group, answer: "bad", message: `${group.name} starts from no launch template.` }],
    };
  }
  const found = specifications.map(({ at, value }) => started(model, group, at, value));
  return { ends: found.flatMap(({ ends }) => ends), breaks: found.flatMap(({ breaks }) => breaks) };
}

function started(model: StackModel, group: Node, at: string, value: Value | undefined): Chain {
  const property = at.split(".")[0] ?? at;
  const id = valueAt(value, "id") ?? valueAt(value, "launchTemplateId");
  const name = readSetText(value, "name");
  const called = name.is === "known" ? name : readSetText(value, "launchTemplateName");
  const templates =
    id === undefined && called.is === "known"
      ? model.ofType(TEMPLATE).filter(({ props }) => {
          const own = readSetText(props, "name");
          return own.is === "known" && own.text === called.text;
        })
      : resolveWithin(model, group, property, value === UNKNOWN ? UNKNOWN : (id ?? UNKNOWN), TEMPLATE).nodes;
  if (templates.length === 0) {
    return {
      ends: [],
      breaks: [
        {
          node: group,
          answer: id === UNKNOWN || value === UNKNOWN ? "undetermined" : "bad",
          message: `${at} of ${group.name} is no launch template of this stack.`,
        },
      ],
    };
  }
  return {
    ends: templates.map((template) => ({ template, group })),
    breaks: versionBreaks(model, group, at, value, templates),
  };
}

/** By number, or by the template's own latest version: that is a number, too, once it is known. */
function versionBreaks(
  model: StackModel,
  group: Node,
  at: string,
  value: Value | undefined,
  templates: readonly Node[],
): readonly Break[] {
  const version = readSetText(value, "version");
  if (version.is === "unknown") {
    return model.sources(group, at.split(".")[0] ?? at, TEMPLATE).length > 0
      ? []
      : [{ node: group, answer: "undetermined", message: `${at}.version of ${group.name} is not known.` }];
  }
  if (version.is !== "known" || !/^[1-9]\d*$/.test(version.text)) {
    return [
      {
        node: group,
        answer: "bad",
        message: `${at}.version of ${group.name} is no number, so that what it starts changes without a change here.`,
      },
    ];
  }
  return templates.flatMap((template) => {
    const latest = readSetText(template.props, "latestVersion");
    return latest.is === "known" && latest.text !== version.text
      ? [
          {
            node: group,
            answer: "undetermined" as const,
            message: `${at}.version of ${group.name} is not the version of ${template.name} that is declared here.`,
          },
        ]
      : [];
  });
}

interface Located {
  readonly at: string;
  readonly value: Value | undefined;
}

function located(at: string, value: Value | undefined): Located {
  return { at, value };
}

/** A value that is set: UNKNOWN where it is not known yet. */
function valueAt(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  const reading = read(value, ...path);
  if (reading.is === "unknown") {
    return UNKNOWN;
  }
  return reading.is === "absent" || reading.value === "" ? undefined : reading.value;
}
