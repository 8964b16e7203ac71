import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ReleaseSwitch } from "../../../providers/releaseSwitch";
import { type Mover, MOVERS, type NamesPlan } from "./plan";

/**
 * Declares the names of a stack, all on one colour.
 *
 * @throws RunError for a stack that is none of `MOVERS`, or a colour that a name has no target on.
 */
export function declareNames(stack: string, activeColor: string, plan: NamesPlan): void {
  const mover = MOVERS.find((name) => name === stack);
  if (mover === undefined) {
    throw new pulumi.RunError(`Stack "${stack}" is none of the program's: ${MOVERS.join(", ")}.`);
  }
  const names = plan.names.map((name) => ({ ...name, fqdn: `${mover}.${name.fqdn}` }));

  // Both stacks ask it for their zones, so that both wait for its start: a stack with zones has a provider anyway.
  const { dnsRoleArn: roleArn } = plan;
  const provider = new aws.Provider("dns", {
    region: plan.region as aws.Region,
    ...(roleArn === undefined ? {} : { assumeRoles: [{ roleArn, sessionName: "duotone-bench" }] }),
  });
  for (const zoneId of new Set(names.map((name) => name.zoneId))) {
    aws.route53.getZoneOutput({ zoneId }, { provider });
  }

  const declare: Readonly<Record<Mover, () => void>> = {
    records: () => {
      declareRecords(names, activeColor, provider);
    },
    switch: () => {
      new ReleaseSwitch("names", { ...plan, stack: mover, activeColor, names, jobs: [] });
    },
  };
  declare[mover]();
}

function declareRecords(names: NamesPlan["names"], activeColor: string, provider: aws.Provider): void {
  for (const { fqdn, zoneId, targets } of names) {
    const target = targets[activeColor];
    if (target === undefined) {
      throw new pulumi.RunError(
        `${fqdn} has no target on "${activeColor}", only on ${Object.keys(targets).join(", ")}.`,
      );
    }
    const alias = { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: true };
    new aws.route53.Record(fqdn, { zoneId, name: fqdn, type: "A", aliases: [alias] }, { provider });
  }
}
