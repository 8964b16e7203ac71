import { archivedVertical } from "../archives";
import {
  accountName,
  PROVIDER_TYPE,
  type Estate,
  type EstateResource,
  place,
  tagValues,
  type VerticalAccount,
} from "../estate";
import { fieldsOf, fromJson, textAt } from "../values";

/** What of a vertical is in an account that serves all verticals. */
const ELSEWHERE: Readonly<Record<string, (resource: EstateResource, vertical: string) => boolean>> = {
  /** The account itself, which the management account makes. */
  management: ({ type }) => type.startsWith("aws:organizations/"),

  /** Its public names, and those that prove its certificates. */
  delivery: ({ type }) => type === "aws:route53/record:Record",

  /** Its log archive, out of its own reach. */
  audit: (resource, vertical) => archivedVertical(resource) === vertical,
};

/**
 * Whatever belongs to a vertical is in that vertical's account: by its tags, by the component that it is part of, and by
 * its provider's name and tags.
 */
export function placement(estate: Estate): string[] {
  const providers = estate.all.filter(({ type }) => type === PROVIDER_TYPE);
  return [
    ...estate.resources.flatMap((resource) => [
      ...tagValues(resource, "vertical").flatMap((vertical) =>
        misplaced(estate, resource, vertical, "its tag"),
      ),
      ...misplaced(estate, resource, verticalOfComponents(estate, resource), "its component"),
      ...wrongStack(resource),
    ]),
    ...providers.flatMap((provider) => problemsOfProvider(estate, provider)),
  ];
}

function misplaced(
  estate: Estate,
  resource: EstateResource,
  vertical: string | undefined,
  evidence: string,
): string[] {
  const { account, stack } = resource;
  // Whose account it is cannot be said: another property's problem.
  if (vertical === undefined || account === undefined) {
    return [];
  }
  const home = homeOf(estate, stack, vertical);
  const right =
    account.kind === "vertical" ? account === home : ELSEWHERE[account.kind]?.(resource, vertical) === true;
  return right
    ? []
    : [`${place(resource)} is of vertical ${vertical} by ${evidence}, and in ${accountName(account)}.`];
}

/** A stack's resources in a vertical's account are of the account's own stack: staging reaches nothing of prod. */
function wrongStack(resource: EstateResource): string[] {
  const { account, stack } = resource;
  return account?.kind !== "vertical" || account.stack === stack
    ? []
    : [`${place(resource)} is of stack ${stack}, and in ${accountName(account)}.`];
}

/** A provider with the name or the tag of a vertical allows that vertical's account. */
function problemsOfProvider(estate: Estate, provider: EstateResource): string[] {
  const { account, name, stack } = provider;
  const tag = textAt(fieldsOf(fieldsOf(fromJson(provider.inputs.defaultTags)).tags), "vertical");
  const named = homeOf(estate, stack, name) === undefined ? undefined : name;
  return [named, tag].flatMap((vertical) =>
    vertical === undefined || account === undefined || account === homeOf(estate, stack, vertical)
      ? []
      : [`${place(provider)} is that of vertical ${vertical}, and works in ${accountName(account)}.`],
  );
}

/** The vertical that a component around the resource is named after: `payments`, or `payments-…`. */
function verticalOfComponents(estate: Estate, { ancestors, stack }: EstateResource): string | undefined {
  const names = ancestors.map(({ urn }) => urn.split("::").at(-1) ?? "");
  return estate.verticals
    .filter((account) => account.stack === stack)
    .map(({ vertical }) => vertical)
    .sort((one, other) => other.length - one.length)
    .find((vertical) => names.some((name) => name === vertical || name.startsWith(`${vertical}-`)));
}

function homeOf(estate: Estate, stack: string, vertical: string): VerticalAccount | undefined {
  return estate.verticals.find((account) => account.stack === stack && account.vertical === vertical);
}
