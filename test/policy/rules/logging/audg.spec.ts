import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { audg } from "../../../../policy/rules/logging/audg";
import { CIS_ALARMS } from "../../../../policy/rules/logging/cisAlarms";
import { checkAll, node, unknown } from "../../support/world";

const GROUP = node("aws:cloudwatch/logGroup:LogGroup", "trail", {
  props: { name: "/trail", arn: "arn:aws:logs:eu-west-1:1:log-group:/trail" },
});
const TRAIL = node("aws:cloudtrail/trail:Trail", "trail", {
  props: { cloudWatchLogsGroupArn: "arn:aws:logs:eu-west-1:1:log-group:/trail:*" },
});

function filterOf(control: string, changed: Record<string, unknown> = {}): Node {
  const names = CIS_ALARMS.find((alarm) => alarm.control === control)?.names ?? [];
  return node("aws:cloudwatch/logMetricFilter:LogMetricFilter", control, {
    props: {
      logGroupName: "/trail",
      pattern: names.map((name) => `($.eventName = ${name})`).join(" || "),
      metricTransformation: { name: `cis-${control}`, namespace: "duotone", value: "1" },
      ...changed,
    },
  });
}
function alarmOf(control: string, changed: Record<string, unknown> = {}): Node {
  return node("aws:cloudwatch/metricAlarm:MetricAlarm", control, {
    props: { metricName: `cis-${control}`, namespace: "duotone", alarmActions: ["arn:topic"], ...changed },
  });
}

describe("AUD-G: somebody is told", () => {
  const controls = CIS_ALARMS.map(({ control }) => control);
  const messages = (nodes: readonly Node[], stackName = "duotone-foundation/org") =>
    checkAll(audg, nodes, { stackName }).map(({ message }) => message);
  const all = [GROUP, TRAIL, ...controls.flatMap((control) => [filterOf(control), alarmOf(control)])];
  const without = (...names: readonly string[]) => all.filter(({ name }) => !names.includes(name));
  const replaced = (...nodes: readonly Node[]) =>
    messages([...all.filter(({ urn }) => !nodes.some((other) => other.urn === urn)), ...nodes]);

  it("knows the fifteen of CIS", () => {
    assert.deepEqual(
      controls,
      Array.from({ length: 15 }, (_, index) => `4.${index + 1}`),
    );
  });

  it("has nothing against a filter and an alarm for each", () => {
    assert.deepEqual(messages(all), []);
  });

  it("looks in the organization's stack only", () => {
    assert.deepEqual(messages([], "duotone/prod"), []);
    assert.equal(messages([]).length, 1);
  });

  for (const { control, what, names } of CIS_ALARMS) {
    it(`misses ${what}`, () => {
      const [message, ...others] = messages(without(control));
      assert.match(message ?? "", new RegExp(`Nobody is told of ${what} \\(${control}\\)\\.`));
      assert.deepEqual(others, []);
    });
    it(`misses each event of ${what}`, () => {
      for (const name of names) {
        const pattern = names
          .filter((other) => other !== name)
          .map((other) => `"${other}"`)
          .join(" ");
        assert.equal(replaced(filterOf(control, { pattern: `${pattern} ${name}s` })).length, 1, name);
      }
    });
  }

  it("names all that are missing in one sentence", () => {
    assert.match(messages(without("4.3", "4.7"))[0] ?? "", /root user \(4\.3\), .* keys \(4\.7\)\./);
  });

  const useless: Record<string, Node> = {
    "a filter of another log group": filterOf("4.1", { logGroupName: "/other" }),
    "a filter of an unknown log group": filterOf("4.1", { logGroupName: unknown }),
    "a filter with an unknown pattern": filterOf("4.1", { pattern: unknown }),
    "a filter without a pattern": filterOf("4.1", { pattern: undefined }),
    "a filter without a metric": filterOf("4.1", { metricTransformation: undefined }),
    "an alarm on another metric": alarmOf("4.1", { metricName: "other" }),
    "an alarm on an unknown metric": alarmOf("4.1", { metricName: unknown }),
    "an alarm in another namespace": alarmOf("4.1", { namespace: "other" }),
    "an alarm that tells nobody": alarmOf("4.1", { alarmActions: [] }),
    "an alarm without actions": alarmOf("4.1", { alarmActions: undefined }),
    "an alarm that is off": alarmOf("4.1", { actionsEnabled: "false" }),
  };
  for (const [title, changed] of Object.entries(useless)) {
    it(`counts no ${title.replace(/^an? /, "")}`, () => {
      assert.equal(replaced(changed).length, 1);
    });
  }

  it("counts an alarm whose topic is not known yet", () => {
    assert.deepEqual(replaced(alarmOf("4.1", { alarmActions: unknown })), []);
    assert.deepEqual(replaced(alarmOf("4.1", { alarmActions: [unknown], actionsEnabled: true })), []);
  });

  it("finds the log group by edge", () => {
    const props = { cloudWatchLogsGroupArn: unknown, logGroupName: unknown };
    const trail = node(TRAIL.type, "trail", { props, edges: { cloudWatchLogsGroupArn: [GROUP] } });
    const filter = { ...filterOf("4.1", { logGroupName: unknown }), edges: { logGroupName: [GROUP.urn] } };
    assert.deepEqual(replaced(trail, filter), []);
  });

  it("counts no filter where no trail writes to its log group", () => {
    assert.equal(messages(all.filter(({ type }) => type !== TRAIL.type)).length, 1);
  });
});
