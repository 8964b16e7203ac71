import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A data store that instances reach over the network. */
export interface StoreAddress {
  readonly host: pulumi.Input<string>;
  readonly port: number;

  /** The store's own security group, which lets nobody in but instances of the service that asked for it. */
  readonly securityGroupId: pulumi.Input<string>;
}

/**
 * What one service is given of its vertical's data stores, the same in every cluster of the stack.
 *
 * Absent is what the service does not ask for.
 */
export interface ServiceData {
  readonly database?: StoreAddress & {
    readonly name: string;

    /** The login, which RDS makes, keeps and rotates. */
    readonly secretArn: pulumi.Input<string>;
  };
  readonly cache?: StoreAddress;
  readonly files?: {
    readonly fileSystemId: pulumi.Input<string>;
    readonly accessPointId: pulumi.Input<string>;
    readonly securityGroupId: pulumi.Input<string>;
  };
  readonly archive?: { readonly bucket: pulumi.Input<string>; readonly prefix?: string };

  /** The DynamoDB table in which the vertical's instances agree on who does what. */
  readonly coordinationTable?: pulumi.Input<string>;

  /** What an instance's role needs for all of it. */
  readonly rights: readonly aws.iam.PolicyStatement[];
}

/** What a service has that asks for no data store. */
export const NO_DATA: ServiceData = { rights: [] };

/** The same with further rights. */
export function withRights(data: ServiceData, rights: readonly aws.iam.PolicyStatement[]): ServiceData {
  return rights.length === 0 ? data : { ...data, rights: [...data.rights, ...rights] };
}
