import type { Exemption, Settings } from "../settings/settings";

/** The exemption from what a rule finds at a resource that is in force; expired ones are not. */
export function exemptionOf(
  { exemptions, stackName, asOf }: Settings,
  rule: string,
  resource: { readonly type: string; readonly name: string } | undefined,
  finding: string,
): Exemption | undefined {
  return exemptions.find(
    (exemption) =>
      exemption.rule === rule &&
      exemption.stack === stackName &&
      exemption.type === (resource?.type ?? "pulumi:pulumi:Stack") &&
      (exemption.name === "*" || exemption.name === resource?.name) &&
      (exemption.finding === undefined || finding.includes(exemption.finding)) &&
      Date.parse(exemption.expires) > Date.parse(asOf),
  );
}
