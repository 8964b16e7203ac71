import type { Resource } from "../../model/resource";
import { readJson } from "../../model/tags";
import { readList, readText, type Value } from "../../model/value";
import { bad, type Finding, undetermined } from "../rule";

/** What a provider's `ignoreTags` does to tags that are wanted: it never writes them, and nobody sees that they are gone. */
export function againstIgnoredTags({ props }: Resource, wanted: readonly string[]): readonly Finding[] {
  const given = readJson(props.ignoreTags);
  const keys = textsIn(given, "keys");
  const prefixes = textsIn(given, "keyPrefixes");
  const ignored = wanted.filter(
    (key) => keys.texts.includes(key) || prefixes.texts.some((prefix) => key.startsWith(prefix)),
  );
  return [
    ...(ignored.length > 0 ? [bad(`ignoreTags makes the provider leave out ${ignored.join(", ")}.`)] : []),
    ...(keys.more || prefixes.more ? [undetermined("ignoreTags has a part that cannot be read.")] : []),
  ];
}

function textsIn(
  from: Value | undefined,
  key: string,
): { readonly texts: readonly string[]; readonly more: boolean } {
  const list = readList(from, key);
  if (list.is !== "known") {
    return { texts: [], more: list.is === "unknown" };
  }
  const texts = list.items.map((item) => readText({ item }, "item"));
  return {
    texts: texts.flatMap((text) => (text.is === "known" ? [text.text] : [])),
    more: texts.some(({ is }) => is !== "known"),
  };
}
