import assert from "node:assert/strict";

import { firewallRules, WebFirewall } from "../../../components/network/webFirewall";
import { inputsOf, type Observed, observed } from "../observability/observed";

const KEY = "arn:aws:kms:eu-west-1:300000000003:key/logs";

describe("firewallRules", () => {
  const rules = firewallRules();

  it("judge in an order of their own, each measured and none keeping samples of requests", () => {
    assert.deepEqual(
      rules.map(({ name, priority }) => [priority, name]),
      [
        [1, "AWSManagedRulesAmazonIpReputationList"],
        [2, "rate"],
        [3, "AWSManagedRulesKnownBadInputsRuleSet"],
        [4, "AWSManagedRulesCommonRuleSet"],
      ],
    );
    for (const { name, visibilityConfig } of rules) {
      assert.deepEqual(visibilityConfig, {
        metricName: name,
        cloudwatchMetricsEnabled: true,
        sampledRequestsEnabled: false,
      });
    }
  });

  it("refuse what AWS's sets refuse, but a body above 8 KB", () => {
    const managed = rules.filter(({ name }) => name !== "rate");
    for (const { overrideAction } of managed) {
      assert.deepEqual(overrideAction, { none: {} });
    }
    assert.deepEqual(
      managed.map(({ statement }) => statement),
      [
        { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesAmazonIpReputationList" } },
        { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" } },
        {
          managedRuleGroupStatement: {
            vendorName: "AWS",
            name: "AWSManagedRulesCommonRuleSet",
            ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
          },
        },
      ],
    );
  });

  it("refuse an address that asks too much", () => {
    const rate = rules.find(({ name }) => name === "rate");
    assert.deepEqual(rate?.action, { block: {} });
    assert.deepEqual(rate.statement, {
      rateBasedStatement: { limit: 2000, evaluationWindowSec: 300, aggregateKeyType: "IP" },
    });
  });
});

describe("WebFirewall", () => {
  let made: Observed;
  before(async () => {
    made = await observed((opts) => {
      new WebFirewall(
        "accounts",
        { logsKeyArn: KEY, logRetentionDays: 400, tags: { vertical: "accounts" } },
        opts,
      );
    });
  });

  it("lets pass what no rule refuses, in its region", () => {
    const { scope, defaultAction, tags } = inputsOf(made, "aws:wafv2/webAcl:WebAcl");
    assert.deepEqual(
      { scope, defaultAction, tags },
      {
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        tags: { vertical: "accounts" },
      },
    );
  });

  it("logs what it refuses or counts to a group of the name that WAF demands, without the headers that are secrets", () => {
    assert.deepEqual(inputsOf(made, "aws:cloudwatch/logGroup:LogGroup"), {
      name: "aws-waf-logs-duotone-accounts",
      retentionInDays: 400,
      kmsKeyId: KEY,
      tags: { vertical: "accounts" },
    });
    const { logDestinationConfigs, redactedFields, loggingFilter } = inputsOf(
      made,
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    );
    assert.deepEqual(logDestinationConfigs, [
      "arn:aws:logs:eu-west-1:100000000001:log-group:aws-waf-logs-duotone-accounts",
    ]);
    assert.deepEqual(redactedFields, [
      { singleHeader: { name: "authorization" } },
      { singleHeader: { name: "cookie" } },
    ]);
    assert.deepEqual(loggingFilter, {
      defaultBehavior: "DROP",
      filters: [
        {
          behavior: "KEEP",
          requirement: "MEETS_ANY",
          conditions: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
            actionCondition: { action },
          })),
        },
      ],
    });
  });
});
