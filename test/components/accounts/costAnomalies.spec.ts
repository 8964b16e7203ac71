import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { CostAnomalies, type CostAnomaliesArgs } from "../../../components/accounts/costAnomalies";
import { registeredBy } from "../../mocks";

const TOPIC = "arn:aws:sns:eu-west-1:300000000003:duotone-notices";
const MONITOR = "arn:aws:ce::100000000001:anomalymonitor/1";

async function declared(args: CostAnomaliesArgs) {
  const resources = await registeredBy(
    () => {
      const provider = new aws.Provider("management", { region: "eu-west-1" });
      new CostAnomalies("anomalies", args, { provider });
    },
    "update",
    { "aws:costexplorer/anomalyMonitor:AnomalyMonitor": () => ({ arn: "made" }) },
  );
  const inputsOf = (wanted: string) => resources.find(({ type }) => type === wanted)?.inputs;
  return {
    monitor: inputsOf("aws:costexplorer/anomalyMonitor:AnomalyMonitor"),
    subscription: inputsOf("aws:costexplorer/anomalySubscription:AnomalySubscription"),
  };
}

describe("CostAnomalies", function () {
  this.timeout(20_000);

  it("watches every service and tells an address once a day, from 100 dollars and 40 % more on", async () => {
    const { monitor, subscription } = await declared({ notify: { email: "costs@example.com" } });
    assert.deepEqual(monitor, { name: "duotone", monitorType: "DIMENSIONAL", monitorDimension: "SERVICE" });
    const atLeast = (key: string, value: string) => ({
      dimension: { key, matchOptions: ["GREATER_THAN_OR_EQUAL"], values: [value] },
    });
    assert.deepEqual(subscription, {
      name: "duotone",
      monitorArnLists: ["made"],
      frequency: "DAILY",
      subscribers: [{ type: "EMAIL", address: "costs@example.com" }],
      thresholdExpression: {
        ands: [
          atLeast("ANOMALY_TOTAL_IMPACT_ABSOLUTE", "100"),
          atLeast("ANOMALY_TOTAL_IMPACT_PERCENTAGE", "40"),
        ],
      },
    });
  });

  it("tells a topic at once", async () => {
    const { subscription } = await declared({ notify: { topicArn: TOPIC } });
    assert.equal(subscription?.frequency, "IMMEDIATE");
    assert.deepEqual(subscription.subscribers, [{ type: "SNS", address: TOPIC }]);
  });

  it("subscribes to a monitor that the account has already, and makes none", async () => {
    const args = { notify: { email: "costs@example.com" }, existingMonitorArn: MONITOR };
    const { monitor, subscription } = await declared(args);
    assert.equal(monitor, undefined);
    assert.deepEqual(subscription?.monitorArnLists, [MONITOR]);
  });
});
