import { type Estate, type EstateResource, fieldsOfResource } from "./estate";
import { fieldsOf, textAt, textsAt } from "./values";

const SUBNET_TYPE = "aws:ec2/subnet:Subnet";
const NETWORK_TYPE = "duotone:network:VerticalNetwork";

/** The tag that `awsx.ec2.Vpc` gives subnets without a way out. */
const TYPE_TAG = "SubnetType";
const ISOLATED = "Isolated";

/** The subnets of data stores: those that a network's component calls so, and those that are tagged so. */
export function dataSubnetsOf(estate: Estate): EstateResource[] {
  const called = new Set(
    estate.all
      .filter(({ type }) => type === NETWORK_TYPE)
      .flatMap(({ outputs }) => textsAt(outputs, "dataSubnetIds")),
  );
  return estate.resources.filter(
    (resource) =>
      resource.type === SUBNET_TYPE &&
      (called.has(resource.id ?? "") ||
        textAt(fieldsOf(fieldsOfResource(resource).tags), TYPE_TAG) === ISOLATED),
  );
}
