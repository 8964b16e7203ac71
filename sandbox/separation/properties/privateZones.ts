import { type Estate, type EstateResource, place, viewsOf } from "../estate";
import { fieldsOf, listAt, textAt } from "../values";

/** Every private zone is resolved by exactly one network, of the zone's own account. */
export function privateZones(estate: Estate): string[] {
  const vpcs = new Map(
    estate.resources
      .filter(({ type }) => type === "aws:ec2/vpc:Vpc")
      .flatMap((vpc) => (vpc.id === undefined ? [] : [[vpc.id, vpc] as const])),
  );
  const problems = estate.resources
    .filter(({ type }) => type === "aws:route53/zone:Zone")
    .flatMap((zone) => viewsOf(zone).flatMap((view) => problemsOf(zone, listAt(view, "vpcs"), vpcs)));
  return [...new Set(problems)];
}

function problemsOf(
  zone: EstateResource,
  associations: readonly unknown[],
  vpcs: ReadonlyMap<string, EstateResource>,
): string[] {
  const ids = associations.map(
    (association) => textAt(fieldsOf(association), "vpcId") ?? "an unknown network",
  );
  const isPublic = zone.account?.kind === "delivery" && ids.length === 0;
  return [
    ...(ids.length === 1 || isPublic
      ? []
      : [`${place(zone)} is resolved by ${ids.length} networks, not one.`]),
    ...ids
      .filter((id) => vpcs.get(id)?.account !== zone.account)
      .map((id) => `${place(zone)} is resolved by ${id}, which is not of its account.`),
  ];
}
