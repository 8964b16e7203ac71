/**
 * Whether a pattern of a policy document matches a text: `*` stands for any characters, `?` for one. Upper and lower case
 * differ, so give actions in lower case.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  // Two pointers and the last star, for a pattern of many stars would take a regular expression for ever.
  let at = 0;
  let read = 0;
  let star = -1;
  let resumed = 0;
  while (read < text.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      star = at++;
      resumed = read;
    } else if (wanted === "?" || wanted === text[read]) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++resumed;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
