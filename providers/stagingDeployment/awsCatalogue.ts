import { openCatalogueTable } from "../../components/images/catalogueTable";
import { deliveryCredentials } from "../../components/images/deliveryCredentials";
import { callerIdentity } from "../ledger/who";
import type { Catalogue, DeploymentInputs } from "./types";

/** The catalogue behind the delivery account's role. */
export async function awsCatalogue({
  catalogueRegion: region,
  roleArn,
  tableName,
}: DeploymentInputs): Promise<Catalogue> {
  const credentials = deliveryCredentials(region, roleArn, "duotone-staging");
  const table = await openCatalogueTable({ region, tableName, credentials });
  return { ...table, callerArn: async (signal) => (await callerIdentity(region, signal)).arn };
}
