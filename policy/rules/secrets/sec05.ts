import type { Resource } from "../../model/resource";
import { readFlag } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Words in the names of properties that rules of this pack read: what is ignored may be anything in the account. */
const GUARDED_WORDS: ReadonlySet<string> = new Set(
  (
    "acl acls assume authentication cidr cidrs cipher credential credentials egress encrypted encryption " +
    "grant grants ingress key keys kms lock logging logs metadata password peer permission permissions policies policy " +
    "principal principals privileged protection public publicly retention rotation secret secrets sharing snapshot ssl statement " +
    "statements tags tls trust versioning"
  ).split(" "),
);

/** Properties that rules read, and whose words say nothing. */
const GUARDED: ReadonlySet<string> = new Set(
  (
    "* aliases allowExternalPrincipals allowedAccountIds ami associatePublicIpAddress autoAcceptSharedAttachments block " +
    "blockDeviceMappings certificateArn defaultAction defaultActions deletionProtection deletionWindowInDays desyncMitigationMode dropInvalidHeaderFields " +
    "ebsBlockDevices ebsOptions enableDeletionProtection enabled healthCheckType iamInstanceProfile iamInstanceProfileArn imageId internal " +
    "isMultiRegionTrail isOrganizationTrail launchConfiguration launchTemplate mixedInstancesPolicy multiAz " +
    "networkInterfaces port protocol records restrictPublicBuckets rootBlockDevice routes rules securityGroups state " +
    "subnetId subnetIds subnets tagSpecifications tagsAll targetGroupArns userData userDataBase64 vpcId " +
    "vpcSecurityGroupIds vpcZoneIdentifiers"
  ).split(" "),
);

/** Resources that hold neither data nor evidence: deleting one with what is in it loses nothing that lasts. */
const WITHOUT_DATA = ["aws:iam/user:User", "aws:route53/zone:Zone"];

/** Nothing is exempted from the rules by an option: no security property is ignored, no data goes with its resource. */
export const sec05: ResourceRule = {
  id: "SEC-05",
  scope: "resource",
  types: "every",
  evaluate: (resource: Resource): readonly Finding[] => [
    ...resource.options.ignoreChanges
      .filter((path) => isGuarded(propertyOf(path)))
      .map((path) => bad(`ignoreChanges names ${path}.`)),
    ...option(resource, "skipDestroy", "leaves it where nobody manages it"),
    ...(WITHOUT_DATA.includes(resource.type)
      ? []
      : ["forceDestroy", "forceDelete"].flatMap((name) =>
          option(resource, name, "deletes what is in it, too"),
        )),
  ],
};

/** The top-level property of a path such as `metadataOptions.httpTokens`, `tags["commit"]` or `ingress[0]`. */
function propertyOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path;
}

function isGuarded(property: string): boolean {
  return (
    GUARDED.has(property) ||
    property.split(/(?=[A-Z])|_/).some((word) => GUARDED_WORDS.has(word.toLowerCase()))
  );
}

function option({ props }: Resource, name: string, effect: string): readonly Finding[] {
  switch (readFlag(props, name)) {
    case "no":
    case "absent":
      return [];
    case "unknown":
      return [undetermined(`${name} is not known yet.`)];
    default:
      return [bad(`${name} is true, which ${effect}.`)];
  }
}
