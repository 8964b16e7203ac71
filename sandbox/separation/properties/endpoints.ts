import { type Estate, type EstateResource, place, viewsOf } from "../estate";
import { type Fields, textAt, textsAt } from "../values";

const ENDPOINT_TYPE = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** AWS's own services; what a customer offers is called `com.amazonaws.vpce.…`. */
const OWN_SERVICE = /^com\.amazonaws\.(?!vpce\.)/;

/** What leads to somebody else's service or resource without naming a service. */
const OTHER_TARGETS = ["resourceConfigurationArn", "serviceNetworkArn"];

/** Where an endpoint is: its network and what in it the endpoint serves. */
const PLACES = ["vpcId", "subnetIds", "routeTableIds", "securityGroupIds"];

/** Every endpoint leads to a service of AWS itself, and serves one network of its own account. */
export function endpoints(estate: Estate): string[] {
  const byId = new Map(
    estate.resources.flatMap((resource) =>
      resource.id === undefined ? [] : [[resource.id, resource] as const],
    ),
  );
  const problems = estate.resources
    .filter(({ type }) => type === ENDPOINT_TYPE)
    .flatMap((endpoint) => viewsOf(endpoint).flatMap((fields) => problemsOf(endpoint, fields, byId)));
  return [...new Set(problems)];
}

function problemsOf(
  endpoint: EstateResource,
  fields: Fields,
  byId: ReadonlyMap<string, EstateResource>,
): string[] {
  const service = textAt(fields, "serviceName") ?? "an unknown service";
  return [
    ...(OWN_SERVICE.test(service) ? [] : [`${place(endpoint)} leads to ${service}, which is not AWS's own.`]),
    ...OTHER_TARGETS.filter((field) => textAt(fields, field) !== undefined).map(
      (field) => `${place(endpoint)} leads to a ${field}, which is not AWS's own.`,
    ),
    ...PLACES.flatMap((field) => textsAt(fields, field))
      .filter((id) => byId.get(id)?.account !== endpoint.account)
      .map((id) => `${place(endpoint)} serves ${id}, which is not of its account.`),
  ];
}
