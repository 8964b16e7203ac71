import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ReleaseSwitch } from "../../../providers/releaseSwitch";
import { MOVERS, type NamesPlan } from "./plan";

/** Declares the names of this stack, all on the configuration's `activeColor`. */
function declareNames(): void {
  const config = new pulumi.Config();
  const activeColor = config.require("activeColor");
  const plan = config.requireObject<NamesPlan>("plan");
  const mover = MOVERS.find((name) => name === pulumi.getStack());
  if (mover === undefined) {
    throw new pulumi.RunError(`Stack "${pulumi.getStack()}" is none of the program's: ${MOVERS.join(", ")}.`);
  }
  const names = plan.names.map((name) => ({ ...name, fqdn: `${mover}.${name.fqdn}` }));

  // Both stacks ask it for their zones, so that both wait for its start: a stack with zones has a provider anyway.
  const provider = new aws.Provider("dns", {
    region: plan.region as aws.Region,
    assumeRoles: [{ roleArn: plan.dnsRoleArn, sessionName: "duotone-bench" }],
  });
  for (const zoneId of new Set(names.map((name) => name.zoneId))) {
    aws.route53.getZoneOutput({ zoneId }, { provider });
  }

  if (mover === "switch") {
    new ReleaseSwitch("names", { ...plan, stack: mover, activeColor, names, jobs: [] });
  } else {
    declareRecords(names, activeColor, provider);
  }
}

function declareRecords(names: NamesPlan["names"], activeColor: string, provider: aws.Provider): void {
  for (const { fqdn, zoneId, targets } of names) {
    const target = targets[activeColor];
    if (target === undefined) {
      throw new pulumi.RunError(
        `${fqdn} has no target on "${activeColor}": ${Object.keys(targets).join(", ")}.`,
      );
    }
    const alias = { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: true };
    new aws.route53.Record(fqdn, { zoneId, name: fqdn, type: "A", aliases: [alias] }, { provider });
  }
}

declareNames();
