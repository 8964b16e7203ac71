import type { Resource } from "../../model/resource";
import { readText } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** A word in the name of a secret. */
const SECRET =
  /passw(?:or)?d|passphrase|(?:^|[^a-z])pwd(?:$|[^a-z])|secret|token|credential|(?:^|[^a-z])dsn(?:$|[^a-z])|(?:api|access|account|auth|encryption|license|master|private|signing)[_-]?key/i;

/** A name that ends so is about a secret, and does not hold it. */
const ABOUT = /(?:arn|days|enabled|id|length|name|path|prefix|ttl|type|uri|url|version)$/i;

/** Parameters that hold secrets are encrypted, with a key of ours. */
export const key04: ResourceRule = {
  id: "KEY-04",
  scope: "resource",
  types: ["aws:ssm/parameter:Parameter"],
  evaluate: ({ name: logicalName, props }: Resource): readonly Finding[] => {
    const type = readText(props, "type");
    if (type.is === "known" && type.text === "SecureString") {
      return againstKey(props);
    }
    const name = readText(props, "name");
    if (holdsSecret(logicalName) || (name.is === "known" && holdsSecret(name.text))) {
      return type.is === "unknown"
        ? [undetermined("type is not known yet.")]
        : [bad("type is not `SecureString`, although it is called a secret.")];
    }
    return name.is === "unknown"
      ? [
          undetermined(
            "name is not known yet, so that it may be called a secret, and type is not `SecureString`.",
          ),
        ]
      : [];
  },
};

function holdsSecret(name: string): boolean {
  return SECRET.test(name) && !ABOUT.test(name);
}

function againstKey(props: Resource["props"]): readonly Finding[] {
  const key = readText(props, "keyId");
  switch (key.is) {
    case "known":
      return /(?:^|:)alias\/aws\//.test(key.text) || key.text === "" ? [bad("keyId is AWS's own key.")] : [];
    case "unknown":
      // A key that is made in the same update has an id of its own; AWS's own keys are known beforehand.
      return [];
    case "absent":
    case "invalid":
      return [bad("keyId is missing, so that AWS's own key encrypts it.")];
  }
}
