import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const CONFIG = "config.amazonaws.com";

export interface SecurityServicesArgs {
  /** The bucket of the vertical's archive that takes AWS Config's records, and the key for them. */
  readonly records: { readonly bucketName: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> };
}

/**
 * What watches an account with personal or banking data: GuardDuty for attacks, AWS Config for every change of every
 * resource, Security Hub for findings.
 *
 * AWS Config works under its service-linked role, which AWS refuses to make twice: in an adopted account that has it
 * already, import it (`pulumi import aws:iam/serviceLinkedRole:ServiceLinkedRole <name> <its ARN>`).
 */
export class SecurityServices extends pulumi.ComponentResource {
  public constructor(name: string, args: SecurityServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:SecurityServices", name, undefined, opts);

    // A new detector has every protection plan (S3, malware in volumes, logins to databases, functions) but that with
    // an agent of its own. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
    new aws.guardduty.Detector(
      name,
      { enable: true, findingPublishingFrequency: "FIFTEEN_MINUTES" },
      { parent: this },
    );
    new aws.securityhub.Account(name, { enableDefaultStandards: true }, { parent: this });
    this.record(name, args);

    this.registerOutputs();
  }

  private record(name: string, { records }: SecurityServicesArgs): void {
    const role = new aws.iam.ServiceLinkedRole(
      `${name}-config`,
      { awsServiceName: CONFIG, description: "AWS Config records the account's resources" },
      { parent: this },
    );
    const recorder = new aws.cfg.Recorder(
      name,
      {
        name: "duotone",
        roleArn: role.arn,
        recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      },
      { parent: this },
    );
    const channel = new aws.cfg.DeliveryChannel(
      name,
      {
        name: "duotone",
        s3BucketName: records.bucketName,
        s3KmsKeyArn: records.keyArn,
        snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
      },
      // AWS refuses a channel without a recorder, and to start a recorder without a channel.
      { parent: this, dependsOn: [recorder] },
    );
    new aws.cfg.RecorderStatus(
      name,
      { name: recorder.name, isEnabled: true },
      { parent: this, dependsOn: [channel] },
    );
  }
}
