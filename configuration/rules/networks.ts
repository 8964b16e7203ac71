import { overlap } from "../cidr";
import type { Draft, Verticals } from "../draft";
import { is, problem } from "../problem";

/** Zones of the region, and blocks that do not overlap: an overlap would be in the way of ever connecting two networks. */
export function networkProblems({ aws, settings, verticals }: Draft): readonly string[] {
  return [...zoneProblems(aws.region, settings.availabilityZones), ...overlapProblems(verticals ?? [])];
}

/** The zones that a stack uses where it names none. */
export function defaultZones(region: string): readonly string[] {
  return ["a", "b", "c"].map((letter) => `${region}${letter}`);
}

function zoneProblems(region: string | undefined, zones: readonly string[] | undefined): readonly string[] {
  if (region === undefined || zones === undefined) {
    return [];
  }
  const ofRegion = zones.every(
    (zone) => zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length)),
  );
  return ofRegion && zones.length === 3 && new Set(zones).size === 3
    ? []
    : [
        problem(
          "duotone:availabilityZones",
          is(zones),
          `three different zones of ${region}, for example ${defaultZones(region).join(", ")}`,
          "Correct it; once deployed keep the order, a subnet's block depends on its zone's place.",
        ),
      ];
}

function overlapProblems(verticals: Verticals): readonly string[] {
  return verticals.flatMap((one, index) =>
    verticals.slice(index + 1).flatMap((other) => {
      const [cidr, otherCidr] = [one.right.cidr, other.right.cidr];
      return cidr === undefined || otherCidr === undefined || !overlap(cidr, otherCidr)
        ? []
        : [
            problem(
              `${other.path}.cidr`,
              `is ${JSON.stringify(otherCidr)} and overlaps ${cidr} of ${one.name}`,
              "a block of its own for each vertical",
              "Move one of the two.",
            ),
          ];
    }),
  );
}
