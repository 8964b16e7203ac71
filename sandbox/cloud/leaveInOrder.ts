import { AutoScalingClient, CompleteLifecycleActionCommand } from "@aws-sdk/client-auto-scaling";
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { z } from "zod";

import { endManifestKey, endMarker, serviceStream } from "../../providers/instanceDrain/contract";
import { SANDBOX_CREDENTIALS } from "../environment";

/** An instance that its lifecycle hook keeps, and what it could ask about itself. */
export interface LeavingInstance {
  readonly instanceId: string;
  readonly groupName: string;
  readonly hookName: string;
  readonly region: string;

  /** Role of its instance profile. */
  readonly roleArn: string | null;
  readonly userData: string;
}

/** What the drain reads of `/etc/duotone/boot.json`. */
const bootSchema = z.object({
  service: z.string(),
  cluster: z.string(),
  commit: z.string(),
  logGroups: z.object({ service: z.string().optional() }).optional(),
  archive: z.object({ bucket: z.string(), prefix: z.string().optional() }).optional(),
});

type Boot = z.infer<typeof bootSchema>;

/**
 * Leaves what an instance must leave, and ends its wait. Without a boot configuration no service runs on it, and no drain:
 * then the hook's own time ends it.
 *
 * @param endpoint Where all calls go.
 * @param marked Instances whose log has its end marker already; this one is added.
 * @throws Error in AWS's words where one of the calls fails.
 */
export async function leaveInOrder(
  instance: LeavingInstance,
  endpoint: string,
  marked: Set<string>,
): Promise<void> {
  const { instanceId, region, roleArn } = instance;
  const boot = bootOf(instance.userData);
  if (boot === undefined || roleArn === null) {
    return;
  }
  const common = { region, endpoint, maxAttempts: 1 };
  const credentials = fromTemporaryCredentials({
    masterCredentials: SANDBOX_CREDENTIALS,
    params: { RoleArn: roleArn, RoleSessionName: instanceId },
    clientConfig: common,
  });
  const config = { ...common, credentials };
  const [logs, s3, autoScaling] = [
    new CloudWatchLogsClient(config),
    new S3Client(config),
    new AutoScalingClient(config),
  ];
  try {
    if (!marked.has(instanceId)) {
      await leaveMarker(logs, boot, instanceId);
      marked.add(instanceId);
    }
    await leaveManifest(s3, boot, instanceId);
    await autoScaling.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: instance.groupName,
        LifecycleHookName: instance.hookName,
        InstanceId: instanceId,
        LifecycleActionResult: "CONTINUE",
      }),
    );
  } finally {
    logs.destroy();
    s3.destroy();
    autoScaling.destroy();
  }
}

/** The boot configuration that user data writes to `/etc/duotone/boot.json`. */
function bootOf(userData: string): Boot | undefined {
  const json = /\/etc\/duotone\/boot\.json <<'BOOT'\n(.*)\nBOOT\n/.exec(userData)?.[1];
  return json === undefined ? undefined : bootSchema.safeParse(JSON.parse(json)).data;
}

async function leaveMarker(
  logs: CloudWatchLogsClient,
  { logGroups }: Boot,
  instanceId: string,
): Promise<void> {
  if (logGroups?.service === undefined) {
    return;
  }
  const stream = { logGroupName: logGroups.service, logStreamName: serviceStream(instanceId) };
  try {
    await logs.send(new CreateLogStreamCommand(stream));
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceAlreadyExistsException")) {
      throw error;
    }
  }
  const event = { timestamp: Date.now(), message: endMarker(instanceId) };
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [event] }));
}

async function leaveManifest(s3: S3Client, boot: Boot, instanceId: string): Promise<void> {
  const { archive, service, cluster, commit } = boot;
  if (archive === undefined) {
    return;
  }
  await s3.send(
    new PutObjectCommand({
      Bucket: archive.bucket,
      Key: endManifestKey(archive.prefix, service, instanceId),
      Body: JSON.stringify({ instance: instanceId, service, cluster, commit, unfinished: [] }),
    }),
  );
}
