/** The stack that a URN is of; both parts are empty where it is no URN. */
export function stackInUrn(urn: string): { readonly project: string; readonly stack: string } {
  const [, stack = "", project = ""] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(urn) ?? [];
  return { project, stack };
}
