import type * as aws from "@pulumi/aws";

import type { BootConfig } from "./bootConfig";
import { ownGroupArn } from "./ownGroup";

/**
 * What instances need to go in order: to keep their own group waiting and to end its wait, and to read whether the log has
 * the last line.
 *
 * The rights must outlast a replacement of the group, whose name the engine makes of the fleet's and seven digits. So they
 * are about every group that is named so and has the fleet's name as its tag.
 *
 * @param name Of the fleet.
 */
export function drainRights(
  name: string,
  { region, logGroups }: Pick<BootConfig, "region" | "logGroups">,
): readonly aws.iam.PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
      Resource: ownGroupArn(name, region),
      Condition: { StringEquals: { "aws:ResourceTag/Name": name } },
    },
    ...(logGroups?.service === undefined
      ? []
      : [
          {
            Effect: "Allow" as const,
            Action: "logs:GetLogEvents",
            Resource: `arn:aws:logs:${region}:*:log-group:${logGroups.service}:log-stream:*`,
          },
        ]),
  ];
}
