import { AccountAccess } from "../../../providers/accountAccess";
import { DefaultNetworks } from "../../../providers/defaultNetworks";
import { InstanceDrain } from "../../../providers/instanceDrain";
import { KeptOnDestroy } from "../../../providers/keptOnDestroy";
import { ReleaseSwitch, type ReleaseSwitchArgs } from "../../../providers/releaseSwitch";
import { StagingDeployment } from "../../../providers/stagingDeployment";

/** What the program is given, as JSON: plain values, known from the start, so that no other provider has to start. */
export interface DynamicPlan {
  readonly release: ReleaseSwitchArgs;
  readonly region: string;

  /** Roles by the name of the resource that asks for them: what account access waits for. */
  readonly accessRoles: Readonly<Record<string, string>>;

  /** Role behind which default networks are looked for. */
  readonly networksRole: string;
}

/** Declares a resource of every dynamic class of the project, and of some more than one. */
export function declareDynamic(
  { release, region, accessRoles, networksRole }: DynamicPlan,
  activeColor: string,
): void {
  for (const [name, role] of Object.entries(accessRoles)) {
    new AccountAccess(name, { accountName: name, role, region });
  }
  new DefaultNetworks("networks", { regions: [region], roleArn: networksRole });
  for (const name of ["account", "bucket"]) {
    const whatToDo = "Nothing: it goes with the cloud.";
    new KeptOnDestroy(name, { kept: [{ what: name, why: "It is the benchmark's.", whatToDo }] });
  }
  new StagingDeployment("deployment", {
    stack: "benchmark",
    catalogueRegion: region,
    region,
    tableName: "duotone-images",
    images: [],
    autoScalingGroupNames: [],
  });
  new InstanceDrain("fleet", {
    stack: "benchmark",
    cluster: "prod2",
    service: "core",
    region,
    groupName: "gone",
    overrides: [],
  });
  new ReleaseSwitch("names", { ...release, activeColor });
}
