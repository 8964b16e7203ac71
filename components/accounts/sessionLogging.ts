import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { archivedLogGroup, type LogKeeping } from "../observability/archivedLogGroup";

/** AWS's name of the document that holds an account's session preferences in a region. */
const PREFERENCES = "SSM-SessionManagerRunShell";

const LOG_GROUP = "/duotone/sessions";

/** Minutes without a keystroke after which a session ends; PCI DSS 8.2.8 wants 15 at most. */
const IDLE_MINUTES = 15;

/** Minutes after which any session ends. */
const LONGEST_MINUTES = 60;

/**
 * How people reach instances: by Session Manager only, every session encrypted with the account's own key and logged
 * while it runs, and copied to the archive as all logs of the account are.
 *
 * An account whose preferences were opened in the console has the document already, and creating it fails: import it
 * (`pulumi import aws:ssm/document:Document <name> SSM-SessionManagerRunShell`) or delete it there first.
 */
export class SessionLogging extends pulumi.ComponentResource {
  /** The policy that an instance's role needs beside AmazonSSMManagedInstanceCore, as JSON. */
  public readonly instancePolicy: pulumi.Output<string>;

  public constructor(name: string, args: LogKeeping, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:SessionLogging", name, undefined, opts);

    const sessionsName = `${name}-sessions`;
    const logGroup = archivedLogGroup(sessionsName, { groupName: LOG_GROUP, ...args }, { parent: this });
    new aws.ssm.Document(
      sessionsName,
      {
        name: PREFERENCES,
        documentType: "Session",
        documentFormat: "JSON",
        content: pulumi.jsonStringify({
          schemaVersion: "1.0",
          description: "Session preferences of the account",
          sessionType: "Standard_Stream",
          inputs: {
            cloudWatchLogGroupName: logGroup.name,
            cloudWatchEncryptionEnabled: true,
            cloudWatchStreamingEnabled: true,
            s3BucketName: "",
            s3KeyPrefix: "",
            s3EncryptionEnabled: true,
            kmsKeyId: args.logsKeyArn,
            runAsEnabled: false,
            runAsDefaultUser: "",
            idleSessionTimeout: String(IDLE_MINUTES),
            maxSessionDuration: String(LONGEST_MINUTES),
            shellProfile: { linux: "", windows: "" },
          },
        }),
      },
      { parent: this },
    );

    this.instancePolicy = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${logGroup.arn}:*`,
        },
        // The agent looks whether its group is there, and encrypted, before it lets anybody in.
        { Effect: "Allow", Action: ["logs:DescribeLogGroups", "logs:DescribeLogStreams"], Resource: "*" },
        { Effect: "Allow", Action: "kms:Decrypt", Resource: args.logsKeyArn },
      ],
    });
    this.registerOutputs({ instancePolicy: this.instancePolicy });
  }
}
