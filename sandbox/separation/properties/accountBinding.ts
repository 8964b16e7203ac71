import {
  accountName,
  PROVIDER_TYPE,
  allowedAccountsOf,
  type Estate,
  type EstateResource,
  place,
  providerOf,
} from "../estate";
import { accountOfArn, asList, fieldsOf, fromJson, textAt } from "../values";

/** Settings with which a provider would work as somebody of whom the state does not tell. */
const OWN_CREDENTIALS = ["accessKey", "secretKey", "token", "profile", "sharedCredentialsFiles"];

/**
 * Every resource's account is beyond doubt: its provider is one that the program made, allows exactly one account, an account
 * that the exports tell of, and assumes a role of that account; and the resource's ARN says the same.
 *
 * A provider that nothing was made with only asks; it puts nothing anywhere.
 */
export function accountBinding(estate: Estate): string[] {
  const byUrn = new Map(estate.all.map((resource) => [resource.urn, resource]));
  const used = new Set(estate.resources.map((resource) => providerOf(resource, byUrn)?.urn));
  const providers = estate.all.filter(({ urn, type }) => type === PROVIDER_TYPE && used.has(urn));
  return [
    ...estate.unclearAccounts.map(
      (resource) =>
        `${place(resource)} does not say what the account is for: its tags need vertical and classification, or purpose.`,
    ),
    ...estate.resources
      .filter((resource) => providerOf(resource, byUrn) === undefined)
      .map((resource) => `${place(resource)} has no provider in its stack's state.`),
    ...providers.flatMap(problemsOfProvider),
    ...estate.resources.flatMap(problemsOfArn),
  ];
}

function problemsOfProvider(provider: EstateResource): string[] {
  const allowed = allowedAccountsOf(provider);
  const roles = asList(fromJson(provider.inputs.assumeRoles)).map((role) =>
    textAt(fieldsOf(role), "roleArn"),
  );
  const credentials = OWN_CREDENTIALS.filter((key) => key in provider.inputs);
  return [
    ...(/^default(_|$)/.test(provider.name)
      ? [`${place(provider)} is one that the engine made by itself; its account is anybody's guess.`]
      : []),
    ...(allowed?.length === 1
      ? []
      : [`${place(provider)} allows ${allowed?.join(" and ") ?? "any account"}; it must allow exactly one.`]),
    ...(allowed?.length === 1 && provider.account === undefined
      ? [`${place(provider)} allows account ${allowed[0]}, which no export tells of.`]
      : []),
    ...roles
      .filter((role) => role === undefined || accountOfArn(role) !== allowed?.[0])
      .map((role) => `${place(provider)} assumes ${role ?? "a role without ARN"}, of another account.`),
    ...credentials.map((key) => `${place(provider)} has credentials of its own: ${key}.`),
  ];
}

function problemsOfArn(resource: EstateResource): string[] {
  const { account, outputs } = resource;
  const said = accountOfArn(textAt(outputs, "arn") ?? "") ?? textAt(outputs, "ownerId");
  return account === undefined || said === undefined || said === account.id
    ? []
    : [`${place(resource)} is in account ${said}, and its provider is that of ${accountName(account)}.`];
}
