/** Colon-separated parts of an ARN; whatever follows the fifth colon is the last part. */
const ARN_PARTS = 6;

/** What the last part of a role's ARN begins with. */
const ROLE = "role/";

/**
 * Whether an ARN matches a pattern, as the condition operator ArnLike has it: part by part, `*` for any text and `?` for
 * any character of that part.
 */
export function arnLike(pattern: string, arn: string): boolean {
  const patternParts = partsOf(pattern);
  const arnParts = partsOf(arn);
  return (
    arnParts.length === ARN_PARTS && patternParts.every((part, index) => globLike(part, arnParts[index]))
  );
}

/**
 * Whether the pattern could match the role behind an assumed-role ARN
 * (`arn:aws:sts::123456789012:assumed-role/Name/session`).
 *
 * *Could*, because such an ARN holds the role's account and name but not its path, and the pattern is about
 * `arn:aws:iam::123456789012:role/<path>/Name`. So this asks whether there is a path with which it matches.
 */
export function mayMatchRoleOf(pattern: string, assumedRoleArn: string): boolean {
  const [arn, partition, , , account, resource] = partsOf(assumedRoleArn);
  const [kind, name] = resource?.split("/") ?? [];
  const patternParts = partsOf(pattern);
  const patternResource = patternParts.pop() ?? "";
  if (kind !== "assumed-role" || name === undefined || !patternResource.startsWith(ROLE)) {
    return false;
  }
  // What the pattern begins with is for the path and the rest for the name; a star between them is for both.
  const afterRole = patternResource.slice(ROLE.length - 1);
  const rests = Array.from(afterRole, (_, index) => afterRole.slice(index));
  return (
    [arn, partition, "iam", "", account].every((part, index) => globLike(patternParts[index] ?? "", part)) &&
    rests.some((rest) => globLike(rest, `/${name}`))
  );
}

function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

/** Whether the text matches the pattern; `*` stands for any text, also none, and `?` for any character. */
function globLike(pattern: string, text: string | undefined): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return text !== undefined && new RegExp(`^${source}$`, "s").test(text);
}
