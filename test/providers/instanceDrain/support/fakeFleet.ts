import { endMarker, serviceStream } from "../../../../providers/instanceDrain/contract";
import type { DrainCloud, DrainGroup } from "../../../../providers/instanceDrain/types";

interface FakeGroup {
  desired: number;
  instances: { instanceId: string; lifecycleState: string; healthStatus: string }[];
  remembered: readonly string[];
}

/** Groups, log streams and objects in memory. Instances that go leave what they owe at once, unless a test says no. */
export class FakeFleet {
  public readonly calls: string[] = [];
  public readonly groups = new Map<string, FakeGroup>();
  public readonly streams = new Map<string, string[]>();
  public readonly objects = new Set<string>();
  public open = 0;

  /** What fails: an error, by the method's name. */
  public readonly failures = new Map<keyof DrainCloud, Error>();

  /** Instances that leave nothing and stay, and instances that leave nothing and are gone. */
  public readonly stuck = new Set<string>();
  public readonly dead = new Set<string>();

  public add(name: string, instanceIds: readonly string[], healthStatus = "Healthy"): this {
    const instances = instanceIds.map((instanceId) => ({
      instanceId,
      lifecycleState: "InService",
      healthStatus,
    }));
    this.groups.set(name, { desired: instances.length, instances, remembered: [] });
    return this;
  }

  public cloud(): DrainCloud {
    this.open += 1;
    return {
      groups: () =>
        this.call("groups", "", () =>
          [...this.groups].map(([name, { desired, instances, remembered }]): DrainGroup => ({
            name,
            desired,
            min: desired,
            max: desired,
            instances: instances.map((instance) => ({ ...instance })),
            remembered,
          })),
        ),
      remember: (name, ids) =>
        this.call("remember", `${name} ${ids.join(" ")}`, () => {
          this.of(name).remembered = [...ids];
        }),
      empty: (name) =>
        this.call("empty", name, () => {
          this.of(name).desired = 0;
          this.leave(name);
        }),
      lastLines: (_group, stream) => this.call("lastLines", stream, () => this.streams.get(stream)),
      hasObject: (_bucket, key) => this.call("hasObject", key, () => this.objects.has(key)),
      letGo: (name, instanceId) =>
        this.call("letGo", instanceId, () => {
          this.remove(name, instanceId);
        }),
      close: () => {
        this.open -= 1;
      },
    };
  }

  /** Lets instances of an empty group go, as far as they can. */
  public leave(name: string): void {
    for (const instance of [...this.of(name).instances]) {
      const { instanceId } = instance;
      instance.lifecycleState = "Terminating:Wait";
      if (this.stuck.has(instanceId)) {
        continue;
      }
      if (!this.dead.has(instanceId)) {
        this.streams.set(serviceStream(instanceId), ["the last words", endMarker(instanceId)]);
        this.objects.add(`core/manifests/core/ends/${instanceId}.json`);
      }
      this.remove(name, instanceId);
    }
  }

  private remove(name: string, instanceId: string): void {
    const group = this.of(name);
    group.instances = group.instances.filter((one) => one.instanceId !== instanceId);
  }

  private of(name: string): FakeGroup {
    const group = this.groups.get(name);
    if (group === undefined) {
      throw new Error(`no group ${name}`);
    }
    return group;
  }

  private call<T>(method: keyof DrainCloud, detail: string, answer: () => T): Promise<T> {
    this.calls.push(`${method} ${detail}`.trim());
    const failure = this.failures.get(method);
    return failure === undefined ? Promise.resolve(answer()) : Promise.reject(failure);
  }
}
