import { mapBounded } from "../bounded";
import { errorText } from "../failure";
import { fleetsOf, type Promotion, type Snapshot, type TwinReading, type Unreadable } from "../promotion";
import type { SwitchCloud } from "../switchCloud";
import type { Fleet } from "../switchInputs";
import type { FleetDescription } from "./description";
import { twinFacts } from "./facts";
import type { TwinIdentity } from "./masks";

/** Accounts that are asked at a time; each has limits of its own. */
const AT_ONCE = 4;

/** One service in one colour. */
export interface Twin {
  readonly fleet: Fleet;
  readonly identity: TwinIdentity;
}

/** The services to be compared: those of the colour that names move to that are in a colour which they leave, too. */
export function twinsOf(known: Pick<Snapshot, "inputs" | "state">, { to, from }: Promotion): readonly Twin[] {
  const twinsIn = (color: string, others: readonly string[]) =>
    fleetsOf(known, color).flatMap((fleet): readonly Twin[] => {
      const { service } = fleet;
      // What runs is what was deployed: a release that is only about to be is refused elsewhere.
      const release = known.state?.releases[color]?.[service] ?? known.inputs.releases[color]?.[service];
      const hasTwin = others.some((other) => fleetsOf(known, other).some((one) => one.service === service));
      return release === undefined || !hasTwin ? [] : [{ fleet, identity: { color, ...release } }];
    });
  return [...twinsIn(to, from), ...from.flatMap((color) => twinsIn(color, [to]))];
}

/**
 * The facts of twins. AWS is asked role by role, for all fleets of a role together.
 *
 * Never throws: what cannot be read is unreadable for every fleet that it was read for.
 */
export async function readTwins(
  cloud: SwitchCloud,
  twins: readonly Twin[],
  signal: AbortSignal,
): Promise<readonly TwinReading[]> {
  const roles = [...new Set(twins.map(({ fleet }) => fleet.roleArn))];
  const readings = await mapBounded(roles, AT_ONCE, async (roleArn) => {
    const ofRole = twins.filter(({ fleet }) => fleet.roleArn === roleArn);
    const described = await describe(cloud, roleArn, ofRole, signal);
    return ofRole.map(({ fleet, identity }, index): TwinReading => {
      const description = described[index] ?? { unreadable: "AWS said nothing of it." };
      const place = { color: identity.color, service: fleet.service };
      return "unreadable" in description
        ? { ...place, ...description }
        : { ...place, facts: twinFacts(description, identity) };
    });
  });
  return readings.flat();
}

async function describe(
  cloud: SwitchCloud,
  roleArn: string | undefined,
  twins: readonly Twin[],
  signal: AbortSignal,
): Promise<readonly (FleetDescription | Unreadable)[]> {
  try {
    return await cloud.describeFleets(
      roleArn,
      twins.map(({ fleet }) => fleet),
      signal,
    );
  } catch (error) {
    return twins.map(() => ({ unreadable: errorText(error, signal) }));
  }
}
