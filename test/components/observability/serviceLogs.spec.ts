import assert from "node:assert/strict";

import { logGroupNames, ServiceLogs } from "../../../components/observability/serviceLogs";
import { type CloudMade, registeredBy } from "../../mocks";

const KEY = "arn:aws:kms:eu-west-1:300000000003:key/logs";
const DESTINATION = "arn:aws:logs:eu-west-1:200000000002:destination:duotone-logs-prod-accounts";
const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FILTER = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";
const CLOUD_MADE: CloudMade = { [GROUP]: (_name, { name }) => ({ arn: `arn:of:${String(name)}` }) };

describe("ServiceLogs", function () {
  this.timeout(20_000);

  const declared = async (logDestinationArn?: string) => {
    let rights: ServiceLogs["rights"] = [];
    const registered = await registeredBy(
      () => {
        ({ rights } = new ServiceLogs("prod1-core", {
          groups: logGroupNames("prod", "prod1", "core"),
          logsKeyArn: KEY,
          logRetentionDays: 400,
          ...(logDestinationArn === undefined ? {} : { logDestinationArn }),
          tags: { service: "core" },
        }));
      },
      "update",
      CLOUD_MADE,
    );
    const of = (wanted: string) =>
      registered.filter(({ type }) => type === wanted).map(({ inputs }) => inputs);
    return { groups: of(GROUP), filters: of(FILTER), rights };
  };

  it("are two groups of the cluster's own, under the vertical's key and for as long as told", async () => {
    const { groups } = await declared(DESTINATION);
    const kept = { retentionInDays: 400, kmsKeyId: KEY, tags: { service: "core" } };
    assert.deepEqual(groups, [
      { name: "/duotone/prod/prod1/core", ...kept },
      { name: "/duotone/prod/prod1/core/system", ...kept },
    ]);
  });

  it("are copied to the archive, every event of them", async () => {
    const { filters } = await declared(DESTINATION);
    const all = { name: "archive", filterPattern: "", destinationArn: DESTINATION };
    assert.deepEqual(filters, [
      { ...all, logGroup: "/duotone/prod/prod1/core" },
      { ...all, logGroup: "/duotone/prod/prod1/core/system" },
    ]);
    assert.deepEqual((await declared()).filters, []);
  });

  it("let instances write to these two and read nothing", async () => {
    const { rights } = await declared(DESTINATION);
    const [only, ...others] = rights;
    assert.ok(only !== undefined && others.length === 0);
    assert.deepEqual(only.Action, ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]);
    const resources = await Promise.all(
      (only.Resource as { apply(run: (arn: string) => void): void }[]).map(
        (resource) =>
          new Promise<string>((resolve) => {
            resource.apply(resolve);
          }),
      ),
    );
    assert.deepEqual(resources, [
      "arn:of:/duotone/prod/prod1/core:*",
      "arn:of:/duotone/prod/prod1/core/system:*",
    ]);
  });
});
