import { mapBounded } from "../../providers/switch/bounded";
import type { SwitchInputs } from "../../providers/switch/switchInputs";
import type { CloudAccess } from "../story/cloudAccess";
import { catalogue } from "./catalogue";
import { closeClients, given, openClients, type WorldClients } from "./clients";
import { makeFleet, type MadeFleet } from "./fleets";
import { makeGround, registerImage, type Ground } from "./ground";
import { makeReleaseStore, type ReleaseStore } from "./releaseStore";

/** The colours of every such world; the names begin on the first. */
export const COLORS = ["prod1", "prod2"] as const;

/** The service that has instances and no name. */
export const WORKER = "batch";

/** What the first web services are called; further ones are numbered. */
const SERVICES = ["core", "web", "shop", "pay", "cards", "docs", "help"];

/** Fleets made at a time. The emulator serves calls one by one, and this keeps it busy. */
const AT_ONCE = 8;

export interface WorldOptions {
  /**
   * In front of every name, so that one cloud has room for several worlds. At most 12 characters.
   *
   * @default "prod"
   */
  readonly stack?: string | undefined;

  /**
   * How many public names.
   *
   * @default 7
   */
  readonly names?: number | undefined;

  /**
   * How many web services. The names belong to them in turn.
   *
   * @default - one per name
   */
  readonly services?: number | undefined;

  /**
   * How many public zones hold the names, in turn.
   *
   * @default 2
   */
  readonly zones?: number | undefined;

  /**
   * Instances of each service in each colour.
   *
   * @default 2
   */
  readonly instances?: number | undefined;

  /**
   * Seconds that a killed run's hold on the queue lasts.
   *
   * @default - the queue's own
   */
  readonly leaseSeconds?: number | undefined;
}

/** What a ReleaseSwitch is declared with, all of it known. */
export type WorldArgs = Omit<SwitchInputs, "version">;

/** Two colours that run side by side in the emulated cloud, without names yet: those are the switch's to make. */
export interface World {
  /** With the first colour active. */
  readonly args: WorldArgs;
  readonly fleets: readonly MadeFleet[];
  readonly ground: Ground;
  readonly store: ReleaseStore;
  readonly clients: WorldClients;

  /** Texts of the ledger that were read, by key and version, so that each is read once. */
  readonly ledgerTexts: Map<string, string>;

  /** The arguments with another release of a service in a colour, whose image is made for it. */
  withRelease(service: string, color: string, commit: string): Promise<WorldArgs>;
  close(): void;
}

/** Makes a world by calls of the AWS SDK: a few seconds for seven names. */
export async function makeWorld(access: CloudAccess, options: WorldOptions = {}): Promise<World> {
  const { stack = "prod", names = 7, zones = 2, instances = 2, leaseSeconds } = options;
  const clients = openClients(access);
  const { region } = access;
  const zoneNames = Array.from({ length: zones }, (_, index) => `${stack}${index + 1}.example.com`);
  const [ground, store] = await Promise.all([
    makeGround(clients, { stack, region, colors: COLORS, zones: zoneNames }),
    makeReleaseStore(clients, stack, region),
  ]);
  const labels = Array.from({ length: names }, (_, index) => SERVICES[index] ?? `service${index + 1}`);
  const services = labels.slice(0, options.services);
  const wanted = COLORS.flatMap((color) => [
    ...services.map((service) => ({ service, kind: "web" as const, color })),
    { service: WORKER, kind: "worker" as const, color },
  ]);
  const fleets = await mapBounded(wanted, AT_ONCE, (one) =>
    makeFleet(clients, ground, { ...one, stack, instances }),
  );
  const args: WorldArgs = {
    stack,
    region,
    activeColor: COLORS[0],
    colors: [...COLORS],
    names: labels.map((label, index) => {
      const zone = given(zoneNames[index % zones], "a zone");
      const service = given(services[index % services.length], "a service");
      return {
        service,
        fqdn: `${label}.${zone}`,
        zoneId: given(ground.zoneIds[zone], "a zone's id"),
        targets: byColor((color) => {
          const fleet = fleets.find((one) => one.service === service && one.color === color);
          return given(fleet?.web, `a balancer of ${service}`).target;
        }),
      };
    }),
    releases: byColor((color) =>
      Object.fromEntries(
        [...services, WORKER].map((service) => [
          service,
          { commit: commitOf(color), imageId: given(ground.imageIds[color], `an image of ${color}`) },
        ]),
      ),
    ),
    fleets: byColor((color) =>
      fleets
        .filter((fleet) => fleet.color === color)
        .map(({ service, kind, autoScalingGroupName, alarmNames, web }) => ({
          service,
          kind,
          autoScalingGroupName,
          alarmNames,
          ...(web === undefined ? {} : { targetGroupArn: web.targetGroupArn }),
        })),
    ),
    jobs: [{ vertical: "accounts", parameterName: `/${stack}/active-color` }],
    queue: { tableArn: store.tableArn, ...(leaseSeconds === undefined ? {} : { leaseSeconds }) },
    ledger: { bucket: store.bucket, keyArn: store.keyArn },
    notices: { topicArn: store.topicArn },
    images: {
      tableName: store.catalogueTable,
      region,
      architectures: Object.fromEntries([...services, WORKER].map((service) => [service, "arm64"])),
    },
    freezeWindows: [],
    overrides: [],
  };
  await catalogue(clients, args);
  return {
    args,
    fleets,
    ground,
    store,
    clients,
    ledgerTexts: new Map(),
    withRelease: async (service, color, commit) => {
      const imageId = await registerImage(clients, `${stack}-${service}-${commit}`);
      const releases = { ...args.releases[color], [service]: { commit, imageId } };
      const changed = { ...args, releases: { ...args.releases, [color]: releases } };
      await catalogue(clients, changed);
      return changed;
    },
    close: () => {
      closeClients(clients);
    },
  };
}

/** The commit that runs in a colour: 40 digits. */
export function commitOf(color: string): string {
  return Buffer.from(color).toString("hex").padEnd(40, "0");
}

function byColor<T>(each: (color: string) => T): Record<string, T> {
  return Object.fromEntries(COLORS.map((color) => [color, each(color)]));
}
