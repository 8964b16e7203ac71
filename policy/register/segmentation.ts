import type { Register, RegisterEntry } from "./entry";

const NETWORK: RegisterEntry["references"] = {
  cis7: ["2.1.4"],
  pci: ["1.3.1", "1.4.1", "1.4.2", "A1.1.2"],
  gdpr: ["25", "32"],
};
const DATA: RegisterEntry["references"] = { cis7: ["2.1.4"], pci: ["7.2.2", "A1.1.2"], gdpr: ["25", "32"] };

const CROSSING =
  "If it must be, add it to the inventory's crossings with an owner, a reason and a day on which it ends.";

/** What can cross the boundary between verticals: certain until proven otherwise. */
function boundary(
  title: string,
  remediation: string,
  references: RegisterEntry["references"] = NETWORK,
): RegisterEntry {
  return {
    title,
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation,
    references,
  };
}

/** Separation of verticals. */
export const segmentation: Register = {
  "SEG-01": boundary(
    "No VPC is peered with one of another vertical",
    `Remove the peering, and call the other vertical's services by their public HTTPS names. ${CROSSING}`,
  ),
  "SEG-02": boundary(
    "Nothing in the middle leads from one vertical to another",
    "Give each vertical a transit gateway, core network, service network and VPN of its own, or route tables without a " +
      `way between them, and declare both in this stack. ${CROSSING}`,
  ),
  "SEG-03": boundary(
    "No route leads to the addresses of another vertical",
    `Name a destination that overlaps no vertical's block but its own; wider blocks overlap, too. ${CROSSING}`,
  ),
  "SEG-04": boundary(
    "No PrivateLink endpoint leads from one vertical to another",
    `Name principals and services of the endpoint's own vertical only. ${CROSSING}`,
  ),
  "SEG-05": boundary(
    "Nothing is shared with another vertical by Resource Access Manager",
    `Set allowExternalPrincipals: false, and name accounts of the share's own vertical only. ${CROSSING}`,
  ),
  "SEG-06": boundary(
    "No security group names another vertical",
    `Name groups and blocks of the group's own vertical; wider blocks hold the others', too. ${CROSSING}`,
  ),
  "SEG-07": boundary(
    "Private names of a vertical are resolved in that vertical only",
    `Associate zones, resolver rules and profiles with networks of their own vertical only. ${CROSSING}`,
  ),
  "SEG-08": boundary(
    "Stores with personal or banking data are reached from their own app tier only",
    "Put the store into data subnets, whose route table leads nowhere, and let in security groups of the app tier by reference.",
  ),
  "SEG-09": boundary(
    "Every key is used by its own vertical only",
    `Use a key of the vertical's own account, and name principals of that account in its policy. ${CROSSING}`,
    { cis7: ["2.1.4"], pci: ["3.6.1", "3.7.6", "A1.1.2"], gdpr: ["25", "32"] },
  ),
  "SEG-10": boundary(
    "Roles trust their own vertical, and rights end at its border",
    "Name principals and resources of the role's own account. Auditors and pipelines come in by the roles that the " +
      `inventory lists, and auditors only into roles whose boundary is ReadOnlyAccess. ${CROSSING}`,
    DATA,
  ),
  "SEG-11": boundary(
    "No copy of data leaves its vertical",
    `Copy to, share with and restore from the same vertical only. ${CROSSING}`,
    DATA,
  ),
  "SEG-12": boundary(
    "Every resource is bound to the account of one vertical",
    "Name the account's own provider, with allowedAccountIds: [<the account's id>], and let the tag `vertical` say the " +
      "vertical that the account is of.",
    DATA,
  ),
  "SEG-13": boundary(
    "Logs of a vertical go to its own archive, which no other vertical reads",
    `Send them to the bucket of the vertical's LogArchive, or keep them in its own account. ${CROSSING}`,
    { cis7: ["2.1.4"], pci: ["10.3.1", "A1.1.2"], gdpr: ["25", "32"] },
  ),
};
