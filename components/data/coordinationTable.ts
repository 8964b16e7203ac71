import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { coordinationTableName } from "../../providers/schema/coordination";
import { onDemandTable } from "../delivery/onDemandTable";
import type { DataContext } from "./dataContext";

export interface CoordinationTableArgs extends Pick<DataContext, "keyArn" | "protect" | "tags"> {
  readonly stack: string;
  readonly vertical: string;
}

/**
 * Where a vertical's instances, and those who release them, agree on who does what: a table of leases and of what the
 * schemas of its databases are. Its key is `id`.
 */
export class CoordinationTable extends pulumi.ComponentResource {
  public readonly tableName: string;
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: CoordinationTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:CoordinationTable", name, undefined, opts);

    const { stack, vertical, keyArn, protect, tags } = args;
    this.tableName = coordinationTableName(stack, vertical);
    this.arn = onDemandTable(
      `${name}-coordination`,
      { tableName: this.tableName, hashKey: "id", protect, keyArn, tags },
      this,
    ).arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** Taking, keeping and giving up the leases of one service's jobs, and nothing else in the table. */
export function jobLeaseRights(
  tableArn: pulumi.Input<string>,
  service: string,
): readonly aws.iam.PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      Resource: tableArn,
      Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`job#${service}#*`] } },
    },
  ];
}
