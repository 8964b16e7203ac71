import { type CloudMade, type Registered, registeredBy } from "../../mocks";

/** What `awsx.ec2.Vpc` answers for a network of three tiers, with its associations in no order that one could use. */
export const NETWORK_MADE: CloudMade = {
  "awsx:ec2:Vpc": (name, { availabilityZoneNames }) => {
    const zones = (availabilityZoneNames as readonly string[]).map((_, zone) => zone + 1);
    const idsOf = (tier: string) => zones.map((zone) => `subnet-${name}-${tier}-${zone}`);
    const associations = ["public", "app", "data"].flatMap((tier) =>
      zones.map((zone) => ({
        subnetId: `subnet-${name}-${tier}-${zone}`,
        routeTableId: `rtb-${name}-${tier}-${zone}`,
      })),
    );
    return {
      vpcId: `vpc-${name}`,
      vpc: { defaultRouteTableId: `rtb-${name}-default`, defaultNetworkAclId: `acl-${name}-default` },
      publicSubnetIds: idsOf("public"),
      privateSubnetIds: idsOf("app"),
      isolatedSubnetIds: idsOf("data"),
      routeTableAssociations: associations.reverse(),
    };
  },
};

/** Registers a program that makes networks. */
export function networksBy(
  program: () => unknown,
  mode: "preview" | "update" = "update",
): Promise<Registered[]> {
  return registeredBy(program, mode, NETWORK_MADE);
}

/** The inputs of the one resource of a type and name. */
export function inputsOf(
  registered: readonly Registered[],
  type: string,
  name: string,
): Readonly<Record<string, unknown>> {
  const found = registered.filter((one) => one.type === type && one.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} resources ${type} are called ${name}.`);
  }
  return only.inputs;
}
