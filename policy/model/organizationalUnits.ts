import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { readText } from "./value";

export const UNIT = "aws:organizations/organizationalUnit:OrganizationalUnit";
const ATTACHMENT = "aws:organizations/policyAttachment:PolicyAttachment";
export const POLICY = "aws:organizations/policy:Policy";
const ORGANIZATION = "aws:organizations/organization:Organization";

/** A unit and those that it is in, outwards. */
export function unitWithin(model: StackModel, unit: Node): readonly Node[] {
  const found: Node[] = [];
  let at: Node | undefined = unit;
  while (at !== undefined && !found.includes(at)) {
    found.push(at);
    at = unitsNamedIn(model, at, "parentId")[0];
  }
  return found;
}

/** The service control policies in force in a unit: its own, and those of all that it is in, up to the root. */
export function policiesOn(model: StackModel, unit: Node): readonly Node[] {
  const units = unitWithin(model, unit);
  return model
    .ofType(ATTACHMENT)
    .filter(
      (attachment) =>
        isOnRoot(model, attachment) ||
        unitsNamedIn(model, attachment, "targetId").some((target) => units.includes(target)),
    )
    .flatMap((attachment) => model.resolve(attachment, "policyId", POLICY).nodes)
    .filter(({ props }) => {
      const type = readText(props, "type");
      return type.is === "absent" || (type.is === "known" && type.text === "SERVICE_CONTROL_POLICY");
    });
}

/** The units that a property names for sure: where it could be of several, it is of none. */
function unitsNamedIn(model: StackModel, node: Node, property: string): readonly Node[] {
  const { nodes, exact } = model.resolve(node, property, UNIT);
  return exact ? nodes : [];
}

function isOnRoot(model: StackModel, attachment: Node): boolean {
  const target = readText(attachment.props, "targetId");
  return target.is === "known"
    ? /^r-[0-9a-z]+$/.test(target.text)
    : target.is === "unknown" &&
        model.sources(attachment, "targetId", UNIT).length === 0 &&
        model.sources(attachment, "targetId", ORGANIZATION).length > 0;
}
