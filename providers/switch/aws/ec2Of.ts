import type { EC2Client, LaunchTemplateVersion, SecurityGroup } from "@aws-sdk/client-ec2";

import { mapBounded } from "../bounded";
import { chunks } from "../chunks";

/** Security groups in one question: as many as still make a request of an ordinary length. */
const PER_CALL = 200;

/** Calls in flight at a time. */
const AT_ONCE = 8;

/** One version of a launch template. */
export interface TemplateVersion {
  readonly id: string;

  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

/**
 * The version of a launch template, or `undefined` where AWS names none.
 *
 * @throws AWS's error where there is no such template
 */
export async function launchTemplateOf(
  client: EC2Client,
  { id, version }: TemplateVersion,
  abortSignal: AbortSignal,
): Promise<LaunchTemplateVersion | undefined> {
  const { DescribeLaunchTemplateVersionsCommand } = await import("@aws-sdk/client-ec2");
  const command = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [version] });
  return (await client.send(command, { abortSignal })).LaunchTemplateVersions?.[0];
}

/** @throws AWS's error where one of the groups does not exist */
export async function securityGroupsOf(
  client: EC2Client,
  ids: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly SecurityGroup[]> {
  const { DescribeSecurityGroupsCommand } = await import("@aws-sdk/client-ec2");
  const answers = await mapBounded(chunks(ids, PER_CALL), AT_ONCE, (GroupIds) =>
    client.send(new DescribeSecurityGroupsCommand({ GroupIds: [...GroupIds] }), { abortSignal }),
  );
  return answers.flatMap(({ SecurityGroups }) => SecurityGroups ?? []);
}
