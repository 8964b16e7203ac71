import { takesInObjects, textsAt, type TrailSelector } from "./trailSelector";
import { readFlag, readList, readText, type Value } from "./value";

/**
 * A basic selector is two at once: one of management events and one of the objects that it names.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 */
export function basicSelectors(selector: Value): readonly TrailSelector[] {
  const kinds = kindsOf(selector);
  const management = readFlag(selector, "includeManagementEvents");
  const hasAllSources = textsAt(selector, "excludeManagementEventSources").length === 0;
  const prefixes = objectPrefixes(selector);
  return [
    ...((management === "yes" || management === "absent") && hasAllSources
      ? [{ ...kinds, events: "management" as const, allBut: [], takesIn: () => true }]
      : []),
    {
      ...kinds,
      events: "objects",
      allBut: [],
      takesIn: (bucket) => prefixes.some((prefix) => takesInObjects(prefix, bucket)),
    },
  ];
}

function kindsOf(selector: Value): { readonly reads: boolean; readonly writes: boolean } {
  const type = readText(selector, "readWriteType");
  const isAll = type.is === "absent" || (type.is === "known" && type.text === "All");
  return {
    reads: isAll || (type.is === "known" && type.text === "ReadOnly"),
    writes: isAll || (type.is === "known" && type.text === "WriteOnly"),
  };
}

function objectPrefixes(selector: Value): readonly string[] {
  const resources = readList(selector, "dataResources");
  return (resources.is === "known" ? resources.items : []).flatMap((resource) => {
    const type = readText(resource, "type");
    return type.is === "known" && type.text === "AWS::S3::Object" ? textsAt(resource, "values") : [];
  });
}
