import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { DataContext } from "./dataContext";

/** PostgreSQL's major version. AWS keeps the minor one up to date; another major one is a migration of the database. */
export const POSTGRES_VERSION = "17";

/** What all databases of a vertical share: where they are, and how they are set. */
export class DatabaseGroups extends pulumi.ComponentResource {
  public readonly subnetGroupName: pulumi.Output<string>;
  public readonly parameterGroupName: pulumi.Output<string>;

  public constructor(
    name: string,
    { dataSubnetIds, tags }: Pick<DataContext, "dataSubnetIds" | "tags">,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("duotone:data:DatabaseGroups", name, undefined, opts);

    this.subnetGroupName = new aws.rds.SubnetGroup(
      name,
      { description: "Data tier", subnetIds: dataSubnetIds, tags: { ...tags } },
      { parent: this },
    ).name;
    this.parameterGroupName = new aws.rds.ParameterGroup(
      name,
      {
        family: `postgres${POSTGRES_VERSION}`,
        description: "TLS only, and a record of who connects",
        parameters: [
          { name: "rds.force_ssl", value: "1" },
          { name: "log_connections", value: "1" },
          { name: "log_disconnections", value: "1" },
        ],
        tags: { ...tags },
      },
      { parent: this },
    ).name;
    this.registerOutputs({
      subnetGroupName: this.subnetGroupName,
      parameterGroupName: this.parameterGroupName,
    });
  }
}
