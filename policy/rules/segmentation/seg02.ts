import type { StackFinding, StackRule } from "../rule";
import { coreNetworkFindings } from "./coreNetworks";
import { sharedGatewayFindings } from "./sharedGateways";
import { judgedTies, type Tie } from "./ties";
import { transitGatewayFindings } from "./transitGateways";

const LATTICE: readonly Tie[] = [
  "aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation",
  "aws:vpclattice/serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation",
  "aws:vpclattice/serviceNetworkResourceAssociation:ServiceNetworkResourceAssociation",
].map((type) => ({
  types: [type],
  path: ["serviceNetworkIdentifier"],
  to: ["aws:vpclattice/serviceNetwork:ServiceNetwork"],
  required: true,
}));

/** What a service network lets its members reach. */
const LATTICE_MEMBERS: readonly Tie[] = [
  {
    types: ["aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation"],
    path: ["vpcIdentifier"],
    to: ["aws:ec2/vpc:Vpc"],
    required: true,
  },
  {
    types: ["aws:vpclattice/serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation"],
    path: ["serviceIdentifier"],
    to: ["aws:vpclattice/service:Service"],
    required: true,
  },
  {
    types: ["aws:vpclattice/serviceNetworkResourceAssociation:ServiceNetworkResourceAssociation"],
    path: ["resourceConfigurationIdentifier"],
    to: ["aws:vpclattice/resourceConfiguration:ResourceConfiguration"],
    required: true,
  },
];

/** No way between verticals over something in the middle. */
export const seg02: StackRule = {
  id: "SEG-02",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...transitGatewayFindings(context),
    ...coreNetworkFindings(context),
    ...judgedTies("SEG-02", context, [...LATTICE, ...LATTICE_MEMBERS]),
    ...sharedGatewayFindings(context),
  ],
};
