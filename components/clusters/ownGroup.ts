/**
 * ARN of the auto scaling groups of a fleet, for its instances' rights: the engine adds seven digits to the fleet's name, and
 * others to the group's next one.
 *
 * @param name Of the fleet.
 */
export function ownGroupArn(name: string, region = "*"): string {
  return `arn:aws:autoscaling:${region}:*:autoScalingGroup:*:autoScalingGroupName/${name}-???????`;
}
