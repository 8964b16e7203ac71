/** Keys of the tags in which a group remembers the instances that are drained: this and a number. */
const KEY = "duotone:draining-";

/**
 * Ids in one tag: a value has at most 256 characters, an id 19 and a space behind it. A group has 50 tags, so that some
 * hundreds of instances have room. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
const IDS = 12;

/** Tags that name these instances, the same for the same instances. */
export function tagsFor(instanceIds: readonly string[]): Readonly<Record<string, string>> {
  const sorted = [...new Set(instanceIds)].sort();
  const tags: Record<string, string> = {};
  for (let from = 0; from < sorted.length; from += IDS) {
    tags[`${KEY}${from / IDS}`] = sorted.slice(from, from + IDS).join(" ");
  }
  return tags;
}

/** Instances that the tags name. */
export function idsIn(tags: Readonly<Record<string, string>>): readonly string[] {
  const texts = Object.entries(tags).flatMap(([key, value]) => (key.startsWith(KEY) ? [value] : []));
  return [...new Set(texts.join(" ").split(" "))].filter((id) => id !== "").sort();
}
