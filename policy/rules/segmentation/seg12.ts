import { allowedAccountIds, parsedJson } from "../../model/accounts";
import { isUnread } from "../../model/unread";
import { type Place, placeLabel } from "../../model/place";
import type { Node, ProviderOf } from "../../model/resource";
import { leavesAt } from "../../model/references";
import { read, readText, type Value } from "../../model/value";
import { verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const PROVIDER = "pulumi:providers:aws";

/** Other ways to make things on AWS: the provider's account is nothing that our model can read. */
const OTHER_PROVIDERS = /^(?:pulumi:providers:)?(?:aws-[a-z-]+|awscc|eks)(?::|$)/;

/** Everything is in the account that it says it is in. */
export const seg12: StackRule = {
  id: "SEG-12",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] =>
    context.model.nodes.flatMap((node) => {
      if (node.type === PROVIDER) {
        return provider(context, node);
      }
      if (OTHER_PROVIDERS.test(node.type)) {
        return [
          undeterminedNode(node, "it is not of the provider aws, and which account it is in cannot be told."),
        ];
      }
      if (isUnread(context.model, node)) {
        return [
          undeterminedNode(node, "no rule reads what it makes, so that it could be anything in any account."),
        ];
      }
      return node.type.startsWith("aws:") ? resource(context, node) : [];
    }),
};

function provider(context: StackContext, node: Node): readonly StackFinding[] {
  const ids = allowedAccountIds(node.props);
  if (isDefault(node)) {
    return [
      badNode(
        node,
        "it is a default provider, which works in whatever account the caller's credentials are of.",
      ),
    ];
  }
  if (ids.is === "absent" || ids.is === "invalid") {
    return [
      badNode(
        node,
        ids.is === "absent"
          ? "allowedAccountIds is not set, so that nothing binds it to an account."
          : "allowedAccountIds is no list of account ids, 12 digits each, in quotes.",
      ),
    ];
  }
  if (ids.is === "known" && ids.ids.length !== 1) {
    return [badNode(node, `allowedAccountIds has ${ids.ids.length} accounts instead of one.`)];
  }
  const place = verticalsOf(context).ofNode(node);
  if (place.is === "unknown") {
    const known = ids.is === "known" ? ids.ids[0] : undefined;
    return known === undefined
      ? [
          undeterminedNode(
            node,
            "allowedAccountIds is not known yet, and nothing says which vertical's account it is.",
          ),
        ]
      : [badNode(node, `allowedAccountIds has account ${known}, which the inventory does not know.`)];
  }
  return [...unreadable(node), ...roles(node), ...defaultTag(node, place), ...ignoredTag(node)];
}

/** Inputs of a provider that are JSON in a string, and decide whose its resources are. */
const JSON_INPUTS = ["assumeRoles", "defaultTags", "ignoreTags"];

function unreadable(node: Node): readonly StackFinding[] {
  return JSON_INPUTS.filter((property) => {
    const reading = read(node.props, property);
    return reading.is === "known" && typeof parsedJson(reading.value) !== "object";
  }).map((property) => undeterminedNode(node, `${property} is no JSON, so that nothing can be read in it.`));
}

/** The role that the provider assumes is of the account that it is bound to. */
function roles(node: Node): readonly StackFinding[] {
  const ids = allowedAccountIds(node.props);
  return jsonLeaves(node, "assumeRoles", ["roleArn"]).flatMap((arn) => {
    const account = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(arn)?.[1];
    return ids.is === "known" && account !== undefined && account !== ids.ids[0]
      ? [
          badNode(
            node,
            `assumeRoles names a role of account ${account}, and allowedAccountIds has ${ids.ids[0] ?? ""}.`,
          ),
        ]
      : [];
  });
}

function ignoredTag(node: Node): readonly StackFinding[] {
  const ignored =
    jsonLeaves(node, "ignoreTags", ["keys"]).includes("vertical") ||
    jsonLeaves(node, "ignoreTags", ["keyPrefixes"]).some((prefix) => "vertical".startsWith(prefix));
  return ignored
    ? [badNode(node, "ignoreTags names the tag `vertical`, so that it may be missing where it should be.")]
    : [];
}

function defaultTag(node: Node, place: Place): readonly StackFinding[] {
  return jsonLeaves(node, "defaultTags", ["tags", "vertical"]).flatMap((tag) =>
    judgedTag(node, place, "defaultTags.tags.vertical", tag),
  );
}

/** Texts at a path of an input that is JSON in a string. */
function jsonLeaves(node: Node, property: string, path: readonly string[]): readonly string[] {
  const reading = read(node.props, property);
  return reading.is === "known"
    ? leavesAt({ json: parsedJson(reading.value) as Value | undefined }, ["json", ...path]).flatMap(
        ({ text }) => text ?? [],
      )
    : [];
}

function resource(context: StackContext, node: Node): readonly StackFinding[] {
  if (node.provider === undefined) {
    return [undeterminedNode(node, "it names no provider, so that it may be in any account.")];
  }
  // What is wrong with the provider is said once, of the provider.
  const isSaid = context.model.node(node.provider.urn) !== undefined;
  if (isDefault(node.provider)) {
    return isSaid ? [] : [badNode(node, `its provider ${node.provider.name} is a default provider.`)];
  }
  const account = context.account(node);
  const place = verticalsOf(context).ofNode(node);
  if (account.is !== "known") {
    const why = account.is === "unknown" ? account.why : "its provider is not of AWS";
    return isSaid ? [] : [undeterminedNode(node, `it cannot be told which account it is in: ${why}.`)];
  }
  return tags(node).flatMap(({ at, text }) =>
    text === undefined
      ? [undeterminedNode(node, `${at} is not known yet.`)]
      : judgedTag(node, place, at, text),
  );
}

function judgedTag(node: Node, place: Place, at: string, tag: string): readonly StackFinding[] {
  // A shared account holds things that are for a vertical: its account, its archive, its records.
  return place.is !== "vertical" || tag === place.name.slice(place.name.lastIndexOf(":") + 1)
    ? []
    : [badNode(node, `${at} is another than that of ${placeLabel(place)}, which its account is of.`)];
}

/** Values of the tag `vertical`: in a map, in a group's list, in a launch template's specifications. */
function tags(node: Node): readonly { readonly at: string; readonly text: string | undefined }[] {
  const own = read(node.props, "tags");
  if (own.is === "known" && Array.isArray(own.value)) {
    return (own.value as readonly Value[]).flatMap((item, index) => {
      const key = readText(item, "key");
      return key.is === "known" && key.text === "vertical"
        ? leavesAt(item, ["value"]).map(({ text }) => ({ at: `tags[${index}].value`, text }))
        : [];
    });
  }
  return [
    ...(own.is === "unknown" ? [] : leavesAt(node.props, ["tags", "vertical"])),
    ...leavesAt(node.props, ["tagSpecifications", "tags", "vertical"]),
  ];
}

function isDefault({ name }: Pick<ProviderOf, "name">): boolean {
  return /^default(?:_|$)/.test(name);
}
