import { Gateway } from "../cloud/gateway";
import { GatewayClient } from "../cloud/gatewayClient";
import { withheldVariables } from "../environment";
import { managementAccess, type CloudAccess } from "../story/cloudAccess";
import { makeWorld, type World, type WorldOptions } from "../twoColours/world";
import { accessCycle, keptCycle, makeAccountRole, networksCycle } from "./accountCycles";
import type { Cycle, Share } from "./cycle";
import { driveFailures, driveKills, type DriveArgs, type Point } from "./drive";
import { DynamicHost } from "./dynamicHost";
import { livingCycle, movingCycle } from "./switchCycles";

/** Seconds that a killed run holds the queue. The next one waits so long, and a run on a busy machine needs some of them. */
const LEASE_SECONDS = 10;

/** Small, for speed: two zones, one of them with several names, and one service behind all. */
const SMALL: WorldOptions = { names: 3, services: 1, zones: 2, instances: 1, leaseSeconds: LEASE_SECONDS };

export interface EveryKillArgs {
  /** Where the emulated cloud answers. */
  readonly endpoint: string;
  readonly region: string;

  /** The folder in which the plugins run: a clone's root, or a folder below it. */
  readonly projectDir: string;

  /** Variables of the plugins' processes on top of this process's. */
  readonly env: Readonly<Record<string, string>>;

  /**
   * Only each so manieth boundary, from the first.
   *
   * @default 1
   */
  readonly every?: number | undefined;

  /** Is told of each kill and failure when it is over. */
  readonly onPoint: (point: Point) => void;
}

/** What came of all kills and failures. */
export interface EveryKill {
  readonly kills: readonly Point[];
  readonly failures: readonly Point[];
}

/**
 * Kills each of the project's dynamic providers at every boundary, and lets every call of them fail.
 *
 * Several at a time, each behind a gateway of its own and with a world of its own: what holds one up strikes no other,
 * and while one waits for a lease to end, another works.
 */
export async function everyKill(args: EveryKillArgs): Promise<EveryKill> {
  const { every = 1 } = args;
  const access = managementAccess(args.endpoint, args.region);
  const inWorld = (stack: string, work: (world: World) => Promise<EveryKill>) => async () => {
    const world = await makeWorld(access, { ...SMALL, stack });
    try {
      return await work(world);
    } finally {
      world.close();
    }
  };
  const kill = (cycle: Cycle, { index, of }: Share = { index: 0, of: 1 }) =>
    atGateway(args, cycle, { index: index * every, of: of * every }, driveKills);
  const fail = (cycle: Cycle) => atGateway(args, cycle, { index: 0, of: every }, driveFailures);
  const shares = (stack: string, of: number, cycleIn: (world: World) => Promise<Cycle>) =>
    Array.from({ length: of }, (_, index) =>
      inWorld(`${stack}${index}`, async (world) => ({
        kills: await kill(await cycleIn(world), { index, of }),
        failures: [],
      })),
    );
  const results = await Promise.all(
    [
      ...shares("move", 3, movingCycle),
      ...shares("life", 2, livingCycle),
      ...[livingCycle, movingCycle].map((cycleIn, index) =>
        inWorld(`fail${index}`, async (world) => ({ kills: [], failures: await fail(await cycleIn(world)) })),
      ),
      () => accountKills(access, kill, fail),
    ].map((work) => work()),
  );
  return {
    kills: results.flatMap(({ kills }) => kills),
    failures: results.flatMap(({ failures }) => failures),
  };
}

type Drive = (cycle: Cycle) => Promise<readonly Point[]>;

async function accountKills(access: CloudAccess, kill: Drive, fail: Drive): Promise<EveryKill> {
  const roleArn = await makeAccountRole(access, "duotone-kills");
  const networks = await networksCycle(access, roleArn);
  try {
    const kills = [
      ...(await kill(await keptCycle())),
      ...(await kill(await accessCycle(roleArn))),
      ...(await kill(networks)),
    ];
    return { kills, failures: await fail(networks) };
  } finally {
    networks.close?.();
  }
}

async function atGateway(
  { endpoint, projectDir, env, onPoint }: EveryKillArgs,
  cycle: Cycle,
  share: Share,
  drive: (args: DriveArgs) => Promise<readonly Point[]>,
): Promise<readonly Point[]> {
  // Callers that are killed are what it is there for.
  const gateway = new Gateway(endpoint, () => undefined);
  const own = `http://127.0.0.1:${await gateway.listen()}`;
  const withheld = Object.fromEntries(withheldVariables(process.env).map((name) => [name, ""]));
  try {
    return await drive({
      gateway: new GatewayClient(own),
      startHost: () => DynamicHost.start(projectDir, { ...withheld, ...env, AWS_ENDPOINT_URL: own }),
      cycle,
      share,
      onPoint,
    });
  } finally {
    await gateway.close();
  }
}
