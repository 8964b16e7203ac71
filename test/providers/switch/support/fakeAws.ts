import { createHash } from "node:crypto";

import type { CatalogueImage } from "../../../../components/images/catalogueItem";
import type { CatalogueKey } from "../../../../components/images/catalogueTable";
import { keyText } from "../../../../components/images/imageCatalogue";
import type { ImageState } from "../../../../components/images/imageState";
import type { SchemaState } from "../../../../providers/schema/state";
import type { FleetDescription } from "../../../../providers/switch/twins/description";
import { recordText } from "../../../../providers/switch/records";
import type {
  AlarmState,
  AutoScalingGroup,
  LiveRecord,
  RecordChange,
  SwitchCloud,
  TargetHealth,
} from "../../../../providers/switch/switchCloud";
import type { Fleet, SwitchInputs } from "../../../../providers/switch/switchInputs";
import { describedFleet } from "./describedFleet";
import { cataloguedImages } from "./fixture";
import { FakeStores } from "./fakeStores";
import { VirtualClock } from "./virtualClock";

/** An AWS error as the SDK throws it. */
export function awsError(name: string, message = `${name} happened`): Error {
  return Object.assign(new Error(message), { name });
}

type Call =
  | keyof Omit<SwitchCloud, "close" | "queue" | "ledger" | "caller" | "notify">
  | Parameters<ConstructorParameters<typeof FakeStores>[2]>[0];

/** Who runs the engine. */
export const CALLER = { arn: "arn:aws:sts::333333333333:assumed-role/deployer/ada", account: "333333333333" };

/** Called around every call; what it throws, the call throws. */
export type Interference = (call: Call, moment: "before" | "after", subject: string) => void | Promise<void>;

/**
 * As much of AWS as the switch uses, with Route 53's rules: a batch is all or nothing, CREATE refuses what exists,
 * DELETE wants the record as it is, a CNAME stands alone.
 */
export class FakeAws {
  public readonly zones = new Map<string, LiveRecord[]>();
  public readonly parameters = new Map<string, string>();
  public readonly targets = new Map<string, TargetHealth[]>();
  public readonly groups = new Map<string, AutoScalingGroup>();
  public readonly alarms = new Map<string, AlarmState>();

  /** By auto scaling group. */
  public readonly descriptions = new Map<string, FleetDescription>();

  /** By `keyText`. */
  public readonly catalogue = new Map<string, CatalogueImage>();

  /** By service; of one that is not named, nothing was migrated. */
  public readonly schemas = new Map<string, SchemaState>();

  /** Every batch that was carried out. */
  public readonly batches: { readonly zoneId: string; readonly changes: readonly RecordChange[] }[] = [];
  public readonly calls: Call[] = [];
  public interfere: Interference = () => undefined;

  /** The clock of all who use this AWS. */
  public readonly clock = new VirtualClock();
  public readonly stores = new FakeStores(
    "prod",
    () => this.clock.now(),
    (call, subject, signal, effect) => this.call(call, subject, signal, effect),
  );

  /** Runs when a batch has been carried out. */
  public onBatch: () => void = () => undefined;

  /** How often a change is PENDING before it is INSYNC. */
  public pendingPolls = 1;
  private readonly polls = new Map<string, number>();
  private lifetime = Infinity;

  /** Kills the process at the n-th boundary from now: each call has one before its effect and one after it. */
  public killAt(boundary: number): void {
    this.lifetime = boundary;
  }

  public get isDead(): boolean {
    return this.lifetime < 0;
  }

  public revive(): void {
    this.lifetime = Infinity;
  }

  /** An AWS in which both colours of the inputs run and are well, and in which no name exists. */
  public static running(inputs: SwitchInputs, size = 2): FakeAws {
    const aws = new FakeAws();
    for (const { zoneId } of inputs.names) {
      aws.zones.set(zoneId, []);
    }
    for (const [color, fleets] of Object.entries(inputs.fleets)) {
      for (const fleet of fleets) {
        aws.setHealthy(fleet.autoScalingGroupName, size, size, fleet.targetGroupArn);
        for (const name of fleet.alarmNames) {
          aws.alarms.set(name, { name, state: "OK" });
        }
        aws.describe(inputs, color, fleet);
      }
    }
    aws.bake(inputs);
    return aws;
  }

  /** Registers the images of the inputs' releases, unless they are in the catalogue. */
  public bake(inputs: Pick<SwitchInputs, "releases" | "images">): void {
    for (const image of cataloguedImages(inputs)) {
      const key = keyText(image);
      this.catalogue.set(key, this.catalogue.get(key) ?? image);
    }
  }

  /** Gives an image of the catalogue another state. */
  public setImageState(key: CatalogueKey, state: ImageState, reason: string): void {
    const image = this.catalogue.get(keyText(key));
    if (image === undefined) {
      throw new Error(`There is no image ${keyText(key)}.`);
    }
    const change = { state, at: "2026-11-20T10:00:00.000Z", by: CALLER.arn, reason };
    this.catalogue.set(keyText(key), {
      ...image,
      state,
      stateChanges: [...image.stateChanges, change],
    });
  }

  public setHealthy(group: string, healthy: number, desired: number, targetGroupArn?: string): void {
    const ids = Array.from({ length: desired }, (_, index) => `i-${group}-${index}`);
    this.groups.set(group, {
      name: group,
      desired,
      min: Math.min(1, desired),
      instances: ids.map((instanceId, index) => ({
        instanceId,
        lifecycleState: "InService",
        healthStatus: index < healthy ? "Healthy" : "Unhealthy",
      })),
    });
    if (targetGroupArn !== undefined) {
      this.targets.set(
        targetGroupArn,
        ids.map((targetId, index) =>
          index < healthy
            ? { targetId, state: "healthy" }
            : { targetId, state: "unhealthy", reason: "Target.FailedHealthChecks" },
        ),
      );
    }
  }

  /** Makes the fleet what all are when the inputs' releases have just been deployed, but for the changes. */
  public describe(
    { releases, images }: SwitchInputs,
    color: string,
    fleet: Fleet,
    change: (description: FleetDescription) => FleetDescription = (same) => same,
  ): void {
    const { service, kind, autoScalingGroupName, targetGroupArn } = fleet;
    this.bake({ releases, images });
    const id = createHash("sha256").update(autoScalingGroupName).digest("hex").slice(0, 7);
    const release = releases[color]?.[service] ?? { commit: "none", imageId: "none" };
    const made = { color, service, kind, id, at: new Date(0), desired: 2, autoScalingGroupName, ...release };
    const description = describedFleet(targetGroupArn === undefined ? made : { ...made, targetGroupArn });
    this.descriptions.set(autoScalingGroupName, change(description));
  }

  /** Brings all changes to all name servers. */
  public settle(): void {
    this.polls.clear();
  }

  /** Puts a record where somebody's hand would. */
  public put(zoneId: string, record: LiveRecord): void {
    const others = (this.zones.get(zoneId) ?? []).filter(
      ({ name, type }) => name !== record.name || type !== record.type,
    );
    this.zones.set(zoneId, [...others, record]);
  }

  public erase(zoneId: string, name: string): void {
    this.zones.set(
      zoneId,
      (this.zones.get(zoneId) ?? []).filter((record) => record.name !== name),
    );
  }

  /** By name, where the public names point. */
  public names(): Record<string, string> {
    return Object.fromEntries(
      [...this.zones.values()]
        .flat()
        .map((record) => [record.name, record.alias?.dnsName ?? recordText(record)]),
    );
  }

  public cloud(): SwitchCloud {
    return {
      listRecords: (zoneId, fqdns, signal) =>
        this.call("listRecords", zoneId, signal, () => {
          const zone = this.zone(zoneId);
          return zone.filter(({ name }) => fqdns.includes(name)).map((record) => ({ ...record }));
        }),
      changeRecords: (zoneId, changes, _comment, signal) =>
        this.call("changeRecords", zoneId, signal, () => this.carryOut(zoneId, changes)),
      isInSync: (changeId, signal) =>
        this.call("isInSync", changeId, signal, () => {
          const left = this.polls.get(changeId) ?? 0;
          this.polls.set(changeId, left - 1);
          return left <= 0;
        }),
      targetHealth: ({ targetGroupArn }, signal) =>
        this.call("targetHealth", targetGroupArn ?? "", signal, () => {
          const targets = this.targets.get(targetGroupArn ?? "");
          if (targets === undefined) {
            throw awsError("TargetGroupNotFoundException", "One or more target groups not found");
          }
          return targets;
        }),
      autoScalingGroup: ({ autoScalingGroupName }, signal) =>
        this.call("autoScalingGroup", autoScalingGroupName, signal, () =>
          this.groups.get(autoScalingGroupName),
        ),
      alarms: (roleArn, names, signal) =>
        this.call("alarms", roleArn ?? "", signal, () =>
          names.flatMap((name) => this.alarms.get(name) ?? []),
        ),
      describeFleets: (roleArn, fleets, signal) =>
        this.call("describeFleets", roleArn ?? "", signal, () =>
          fleets.map(
            ({ autoScalingGroupName }) =>
              this.descriptions.get(autoScalingGroupName) ?? {
                unreadable: `There is no auto scaling group ${autoScalingGroupName}.`,
              },
          ),
        ),
      readImages: (keys, signal) =>
        this.call("readImages", "", signal, () =>
          keys.flatMap((key) => this.catalogue.get(keyText(key)) ?? []),
        ),
      readSchemas: ({ tableName }, services, signal) =>
        this.call("readSchemas", tableName, signal, () =>
          Object.fromEntries(services.map((service) => [service, { state: this.schemas.get(service) }])),
        ),
      readParameter: ({ parameterName }, signal) =>
        this.call("readParameter", parameterName, signal, () => this.parameters.get(parameterName)),
      writeParameter: ({ parameterName }, value, signal) =>
        this.call("writeParameter", parameterName, signal, () => {
          this.parameters.set(parameterName, value);
        }),
      deleteParameter: ({ parameterName }, signal) =>
        this.call("deleteParameter", parameterName, signal, () => {
          this.parameters.delete(parameterName);
        }),
      queue: this.stores.queue,
      ledger: this.stores.ledger,
      caller: (signal) => this.call("askCaller", "", signal, () => CALLER),
      notify: (notice, signal) =>
        this.call("notify", notice.kind, signal, () => {
          this.stores.notices.push(notice);
          return [];
        }),
      close: () => undefined,
    };
  }

  private async call<T>(call: Call, subject: string, signal: AbortSignal, effect: () => T): Promise<T> {
    signal.throwIfAborted();
    this.liveOn();
    this.calls.push(call);
    await this.interfere(call, "before", subject);
    const result = effect();
    this.liveOn();
    await this.interfere(call, "after", subject);
    return result;
  }

  private liveOn(): void {
    this.lifetime -= 1;
    if (this.isDead) {
      throw new Error("the process was killed");
    }
  }

  private zone(zoneId: string): LiveRecord[] {
    const zone = this.zones.get(zoneId);
    if (zone === undefined) {
      throw awsError("NoSuchHostedZone", `No hosted zone found with ID: ${zoneId}`);
    }
    return zone;
  }

  private carryOut(zoneId: string, changes: readonly RecordChange[]): string {
    let zone = [...this.zone(zoneId)];
    for (const { action, record } of changes) {
      const same = zone.find(({ name, type }) => name === record.name && type === record.type);
      const stands = zone.some(({ name, type }) => name === record.name && type === "CNAME");
      if (action === "DELETE" ? !same || recordText(same) !== recordText(record) : stands) {
        throw awsError("InvalidChangeBatch", `Tried to ${action} ${record.name}, which does not fit`);
      }
      if (action === "CREATE" && same !== undefined) {
        throw awsError("InvalidChangeBatch", `Tried to create ${record.name}, but it already exists`);
      }
      zone = zone.filter((other) => other !== same);
      if (action !== "DELETE") {
        zone.push(record);
      }
    }
    this.zones.set(zoneId, zone);
    this.batches.push({ zoneId, changes });
    const changeId = `C${this.batches.length}`;
    this.polls.set(changeId, this.pendingPolls);
    this.onBatch();
    return changeId;
  }
}
