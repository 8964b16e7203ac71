import type { NetworkCloud } from "../../../../providers/defaultNetworks/types";

type Call = keyof Omit<NetworkCloud, "close">;

interface Gateway {
  attachedTo: string | undefined;
  isMarked: boolean;
}

interface Vpc {
  readonly isDefault: boolean;
  readonly subnets: Set<string>;
  readonly residents: string[];
}

/** An AWS error as the SDK throws it. */
export function awsError(name: string, message = `${name} happened`): Error {
  return Object.assign(new Error(message), { name });
}

/** One region of EC2 with its rules: what something depends on cannot be deleted. */
class Region {
  public readonly vpcs = new Map<string, Vpc>();
  public readonly gateways = new Map<string, Gateway>();

  public constructor(public readonly name: string) {}

  /** As AWS makes it. */
  public addVpc(id: string, isDefault: boolean): Vpc {
    const subnets = new Set(["a", "b", "c"].map((zone) => `subnet-${id}-${zone}`));
    const vpc = { isDefault, subnets, residents: [] };
    this.vpcs.set(id, vpc);
    this.gateways.set(`igw-${id}`, { attachedTo: id, isMarked: false });
    return vpc;
  }

  /** Everything that exists. */
  public inventory(): readonly string[] {
    const networks = [...this.vpcs].flatMap(([id, { subnets, residents }]) => [id, ...subnets, ...residents]);
    return [...networks, ...this.gateways.keys()].map((id) => `${this.name} ${id}`).sort();
  }
}

/** EC2 of one account in memory: each region with a default VPC, one of the stack's, and an idle gateway. */
export class FakeEc2 {
  public readonly calls: string[] = [];
  public open = 0;

  /** Called before each call; what it throws, the call throws. */
  public interfere: (call: Call, region: string) => void | Promise<void> = () => undefined;
  private readonly regions: ReadonlyMap<string, Region>;
  private lifetime = Infinity;

  public constructor(...names: readonly string[]) {
    this.regions = new Map(
      names.map((name) => {
        const region = new Region(name);
        region.addVpc("vpc-default", true);
        region.addVpc("vpc-stack", false);
        region.gateways.set("igw-idle", { attachedTo: undefined, isMarked: false });
        return [name, region];
      }),
    );
  }

  /** Kills the process at the n-th boundary from now: each call has one before its effect and one after it. */
  public killAt(boundary: number): void {
    this.lifetime = boundary;
  }

  public get isDead(): boolean {
    return this.lifetime < 0;
  }

  public inventory(): readonly string[] {
    return [...this.regions.values()].flatMap((region) => region.inventory());
  }

  public addDefaultVpc(region: string, id: string): void {
    this.region(region).addVpc(id, true);
  }

  public put(region: string, resident: string): void {
    this.region(region).vpcs.get("vpc-default")?.residents.push(resident);
  }

  public empty(region: string): void {
    this.region(region).vpcs.get("vpc-default")?.residents.splice(0);
  }

  public cloudIn(name: string): NetworkCloud {
    const region = this.regions.get(name) ?? new Region(name);
    const call = async <T>(
      action: Call,
      subject: string,
      signal: AbortSignal,
      effect: () => T,
    ): Promise<T> => {
      signal.throwIfAborted();
      this.liveOn();
      this.calls.push(`${action} ${subject}`);
      this.region(name);
      await this.interfere(action, name);
      const result = effect();
      this.liveOn();
      return result;
    };
    const gatewaysWhere = (condition: (gateway: Gateway) => boolean) =>
      [...region.gateways].filter(([, gateway]) => condition(gateway)).map(([id]) => id);
    this.open += 1;
    return {
      defaultVpc: (signal) =>
        call("defaultVpc", name, signal, () => [...region.vpcs].find(([, vpc]) => vpc.isDefault)?.[0]),
      contents: (vpcId, signal) =>
        call("contents", vpcId, signal, () => ({
          gateways: gatewaysWhere(({ attachedTo }) => attachedTo === vpcId),
          subnets: [...(region.vpcs.get(vpcId)?.subnets ?? [])],
          residents: [...(region.vpcs.get(vpcId)?.residents ?? [])],
        })),
      strayGateways: (signal) =>
        call("strayGateways", name, signal, () =>
          gatewaysWhere(({ isMarked, attachedTo }) => isMarked && attachedTo === undefined),
        ),
      markGateway: (id, _vpcId, signal) =>
        call("markGateway", id, signal, () => {
          this.change(region, id, { isMarked: true });
        }),
      detachGateway: (id, _vpcId, signal) =>
        call("detachGateway", id, signal, () => {
          this.change(region, id, { attachedTo: undefined });
        }),
      deleteGateway: (id, signal) =>
        call("deleteGateway", id, signal, () => {
          if (region.gateways.get(id)?.attachedTo !== undefined) {
            throw awsError("DependencyViolation", `${id} is attached`);
          }
          region.gateways.delete(id);
        }),
      deleteSubnet: (id, signal) =>
        call("deleteSubnet", id, signal, () => {
          [...region.vpcs.values()].forEach(({ subnets }) => subnets.delete(id));
        }),
      deleteVpc: (id, signal) =>
        call("deleteVpc", id, signal, () => {
          const vpc = region.vpcs.get(id);
          const isAttached = gatewaysWhere(({ attachedTo }) => attachedTo === id).length > 0;
          if (isAttached || (vpc !== undefined && vpc.subnets.size + vpc.residents.length > 0)) {
            throw awsError("DependencyViolation", `The vpc '${id}' has dependencies and cannot be deleted.`);
          }
          region.vpcs.delete(id);
        }),
      close: () => {
        this.open -= 1;
      },
    };
  }

  private change(region: Region, id: string, change: Partial<Gateway>): void {
    const gateway = region.gateways.get(id);
    if (gateway !== undefined) {
      region.gateways.set(id, { ...gateway, ...change });
    }
  }

  private liveOn(): void {
    this.lifetime -= 1;
    if (this.isDead) {
      throw new Error("the process was killed");
    }
  }

  private region(name: string): Region {
    const region = this.regions.get(name);
    if (region === undefined) {
      throw awsError(
        "UnauthorizedOperation",
        "not authorized with an explicit deny in a service control policy",
      );
    }
    return region;
  }
}
