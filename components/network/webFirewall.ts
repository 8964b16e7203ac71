import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { archivedLogGroup, type LogKeeping } from "../observability/archivedLogGroup";

/** What WAF demands that the name of a log group begins with; https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
const LOG_GROUP_PREFIX = "aws-waf-logs-";

/**
 * Requests that one address may make in `RATE_SECONDS`. Our own choice: seven a second for five minutes is more than a
 * person's browser makes, and less than what it takes to try passwords or to empty a shop's shelves.
 */
const RATE_LIMIT = 2000;
const RATE_SECONDS = 300;

/**
 * The rule that refuses bodies above 8 KB, which is only counted: services take uploads, and how large they may be is
 * theirs to say.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
const BODY_SIZE_RULE = "SizeRestrictions_BODY";

/** Headers that let whoever has them act as their user. */
const SECRET_HEADERS = ["authorization", "cookie"];

type Rule = aws.types.input.wafv2.WebAclRule;

export interface WebFirewallArgs extends LogKeeping {
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The firewall before all balancers of a vertical that the internet reaches: one for all clusters, so that colours cannot
 * differ in it.
 *
 * It refuses what AWS's rules know as an attack, and who asks too much. Its log has what it refused or counted, without
 * the headers that are secrets; what it let through is in the balancers' access logs. No samples of requests are kept,
 * which would show those headers.
 */
export class WebFirewall extends pulumi.ComponentResource {
  /** Known once it logs. */
  public readonly webAclArn: pulumi.Output<string>;
  public readonly logGroupName: pulumi.Output<string>;

  public constructor(name: string, args: WebFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:network:WebFirewall", name, undefined, opts);

    const webAcl = this.createWebAcl(name, args);
    const logGroup = archivedLogGroup(
      `${name}-firewall`,
      { ...args, groupName: `${LOG_GROUP_PREFIX}duotone-${name}` },
      { parent: this },
    );
    const logging = this.createLogging(name, webAcl, logGroup);

    this.webAclArn = pulumi.all([webAcl.arn, logging.id]).apply(([arn]) => arn);
    this.logGroupName = logGroup.name;
    this.registerOutputs({ webAclArn: this.webAclArn, logGroupName: this.logGroupName });
  }

  private createWebAcl(name: string, { tags }: WebFirewallArgs): aws.wafv2.WebAcl {
    return new aws.wafv2.WebAcl(
      name,
      {
        description: `Before the public balancers of ${name}`,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: firewallRules(),
        visibilityConfig: measured(name),
        tags: { ...tags },
      },
      { parent: this },
    );
  }

  private createLogging(
    name: string,
    webAcl: aws.wafv2.WebAcl,
    logGroup: aws.cloudwatch.LogGroup,
  ): aws.wafv2.WebAclLoggingConfiguration {
    return new aws.wafv2.WebAclLoggingConfiguration(
      name,
      {
        resourceArn: webAcl.arn,
        logDestinationConfigs: [logGroup.arn],
        redactedFields: SECRET_HEADERS.map((header) => ({ singleHeader: { name: header } })),
        loggingFilter: {
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
        },
      },
      { parent: this },
    );
  }
}

/** The rules in the order in which they judge: what costs least to find out comes first. AWS keeps its own up to date. */
export function firewallRules(): Rule[] {
  return [
    managedRules("AWSManagedRulesAmazonIpReputationList"),
    rateRule(),
    managedRules("AWSManagedRulesKnownBadInputsRuleSet"),
    managedRules("AWSManagedRulesCommonRuleSet", BODY_SIZE_RULE),
  ].map((rule, index) => ({ ...rule, priority: index + 1 }));
}

function rateRule(): Omit<Rule, "priority"> {
  return {
    name: "rate",
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit: RATE_LIMIT, evaluationWindowSec: RATE_SECONDS, aggregateKeyType: "IP" },
    },
    visibilityConfig: measured("rate"),
  };
}

/** @param counted The one of the rules that refuses nobody. */
function managedRules(name: string, counted?: string): Omit<Rule, "priority"> {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ...(counted === undefined
          ? {}
          : { ruleActionOverrides: [{ name: counted, actionToUse: { count: {} } }] }),
      },
    },
    visibilityConfig: measured(name),
  };
}

function measured(metricName: string): aws.types.input.wafv2.WebAclVisibilityConfig {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
