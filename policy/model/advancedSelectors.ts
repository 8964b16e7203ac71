import { takesInObjects, textsAt, type TrailSelector } from "./trailSelector";
import { isPartlyUnknown, readList, readText, type Value } from "./value";

const OPERATORS = [
  "equals",
  "startsWiths",
  "endsWiths",
  "notEquals",
  "notStartsWiths",
  "notEndsWiths",
] as const;

/** The operators of one field that say something: AWS reports the others as empty lists. */
type Field = Readonly<Partial<Record<(typeof OPERATORS)[number], readonly string[]>>>;

const FIELDS: readonly string[] = [
  "eventCategory",
  "resources.type",
  "resources.ARN",
  "readOnly",
  "eventName",
];

/**
 * What an advanced selector takes in. One that selects by other fields than those understood here leaves too much out to
 * count.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export function advancedSelector(selector: Value): readonly TrailSelector[] {
  const fields = fieldsOf(selector);
  const events = eventsOf(fields);
  const eventName = fields.get("eventName") ?? {};
  if (
    events === undefined ||
    isPartlyUnknown(selector) ||
    [...fields.keys()].some((name) => !FIELDS.includes(name)) ||
    Object.keys(eventName).some((operator) => operator !== "notEquals")
  ) {
    return [];
  }
  const readOnly = fields.get("readOnly");
  return [
    {
      events,
      reads: readOnly === undefined || isExactly(readOnly, "true"),
      writes: readOnly === undefined || isExactly(readOnly, "false"),
      allBut: eventName.notEquals ?? [],
      takesIn: (bucket) => takesInBucket(fields.get("resources.ARN"), bucket),
    },
  ];
}

function fieldsOf(selector: Value): ReadonlyMap<string, Field> {
  const list = readList(selector, "fieldSelectors");
  return new Map(
    (list.is === "known" ? list.items : []).map((field) => {
      const name = readText(field, "field");
      const said = OPERATORS.map((operator) => [operator, textsAt(field, operator)] as const);
      return [
        name.is === "known" ? name.text : "",
        Object.fromEntries(said.filter(([, texts]) => texts.length > 0)),
      ];
    }),
  );
}

function eventsOf(fields: ReadonlyMap<string, Field>): TrailSelector["events"] | undefined {
  const category = fields.get("eventCategory");
  if (isExactly(category, "Management")) {
    return "management";
  }
  return isExactly(category, "Data") && isExactly(fields.get("resources.type"), "AWS::S3::Object")
    ? "objects"
    : undefined;
}

function isExactly(field: Field | undefined, wanted: string): boolean {
  return (
    field !== undefined &&
    Object.keys(field).length === 1 &&
    field.equals?.length === 1 &&
    field.equals[0] === wanted
  );
}

function takesInBucket(field: Field | undefined, bucket: string): boolean {
  if (field === undefined) {
    return true;
  }
  return (
    Object.keys(field).length === 1 &&
    field.startsWiths?.some((prefix) => takesInObjects(prefix, bucket)) === true
  );
}
