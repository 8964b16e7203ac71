import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

import { type CatalogueTable, openCatalogueTable } from "../components/images/catalogueTable";
import { type Credentials, deliveryCredentials } from "../components/images/deliveryCredentials";
import type { BakePlace } from "./bakeRequest";
import { type LeaseTable, openLeaseTable } from "./leaseTable";

/** The account that images are baked in, and everything in it that a bake uses. All calls share one set of credentials. */
export interface DeliveryAccount {
  readonly credentials: () => Promise<Credentials>;
  readonly catalogue: CatalogueTable;
  readonly leases: LeaseTable;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  close(): void;
}

/** Opens the account. Nothing is called yet. */
export async function openDeliveryAccount({
  region,
  roleArn,
  catalogueTable,
}: BakePlace): Promise<DeliveryAccount> {
  const credentials = deliveryCredentials(region, roleArn, "duotone-bake");
  const table = { region, tableName: catalogueTable, credentials };
  const [catalogue, leases] = await Promise.all([openCatalogueTable(table), openLeaseTable(table)]);
  const ec2 = new EC2Client({ region, credentials });
  const s3 = new S3Client({ region, credentials });
  const ssm = new SSMClient({ region, credentials });
  return {
    credentials,
    catalogue,
    leases,
    ec2,
    s3,
    ssm,
    close: () => {
      catalogue.close();
      leases.close();
      [ec2, s3, ssm].forEach((client) => {
        client.destroy();
      });
    },
  };
}
