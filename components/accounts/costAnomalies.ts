import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * What an anomaly must be expected to cost to be told, in US dollars and in percent of what was expected. Both at once,
 * as in the subscription that AWS makes by itself for new users of Cost Explorer.
 */
const LEAST_IMPACT = { dollars: 100, percent: 40 };

export interface CostAnomaliesArgs {
  /** Who is told: an address, once a day, or a topic that lets `costalerts.amazonaws.com` publish, at once. */
  readonly notify: { readonly email: string } | { readonly topicArn: pulumi.Input<string> };

  /**
   * ARN of a monitor of all services that the management account has already.
   *
   * AWS allows one such monitor to an account and makes it by itself, called `Default-Services-Monitor`, for an
   * organization that opens Cost Explorer for the first time (since March 2023); creating a second one fails with
   * `Limit exceeded on dimensional spend monitor creation`. `aws ce get-anomaly-monitors` shows it.
   *
   * @default - a monitor is created
   */
  readonly existingMonitorArn?: string | undefined;
}

/**
 * Notices of unusual costs anywhere in the organization, by service. For the management account, which is the one that
 * sees all accounts' costs.
 */
export class CostAnomalies extends pulumi.ComponentResource {
  public constructor(name: string, args: CostAnomaliesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:CostAnomalies", name, args, opts);

    const monitorArn = args.existingMonitorArn ?? this.createMonitor(name);
    const atLeast = (key: string, value: number) => ({
      dimension: { key, matchOptions: ["GREATER_THAN_OR_EQUAL"], values: [String(value)] },
    });
    new aws.costexplorer.AnomalySubscription(
      name,
      {
        name: "duotone",
        monitorArnLists: [monitorArn],
        // AWS tells an address in a summary only, and a topic at once only.
        ...("email" in args.notify
          ? { frequency: "DAILY", subscribers: [{ type: "EMAIL", address: args.notify.email }] }
          : { frequency: "IMMEDIATE", subscribers: [{ type: "SNS", address: args.notify.topicArn }] }),
        thresholdExpression: {
          ands: [
            atLeast("ANOMALY_TOTAL_IMPACT_ABSOLUTE", LEAST_IMPACT.dollars),
            atLeast("ANOMALY_TOTAL_IMPACT_PERCENTAGE", LEAST_IMPACT.percent),
          ],
        },
      },
      { parent: this },
    );

    this.registerOutputs();
  }

  private createMonitor(name: string): pulumi.Output<string> {
    return new aws.costexplorer.AnomalyMonitor(
      name,
      { name: "duotone", monitorType: "DIMENSIONAL", monitorDimension: "SERVICE" },
      { parent: this },
    ).arn;
  }
}
