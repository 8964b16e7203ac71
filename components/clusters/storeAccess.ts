import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { ServiceData } from "./serviceData";

/** NFS, which EFS speaks; https://docs.aws.amazon.com/efs/latest/ug/network-access.html */
const NFS_PORT = 2049;

export interface StoreAccessArgs {
  /** Security group of the instances. */
  readonly securityGroupId: pulumi.Input<string>;
  readonly data: ServiceData;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Lets a service's instances reach the data stores that it asked for, each on its own port and on both sides.
 *
 * @returns The rules.
 */
export function allowStores(
  name: string,
  args: StoreAccessArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  return storesOf(args.data).flatMap(({ store, securityGroupId, port }) => {
    const common = { ipProtocol: "tcp", fromPort: port, toPort: port, tags: { ...args.tags } };
    const outOfInstances = new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-${store}`,
      {
        securityGroupId: args.securityGroupId,
        description: `To the ${store}`,
        referencedSecurityGroupId: securityGroupId,
        ...common,
      },
      opts,
    );
    const intoStore = new aws.vpc.SecurityGroupIngressRule(
      `${name}-into-${store}`,
      {
        securityGroupId,
        description: `From instances of ${name}`,
        referencedSecurityGroupId: args.securityGroupId,
        ...common,
      },
      opts,
    );
    return [outOfInstances, intoStore];
  });
}

function storesOf({ database, cache, files }: ServiceData) {
  return [
    ...(database === undefined ? [] : [{ store: "database", ...database }]),
    ...(cache === undefined ? [] : [{ store: "cache", ...cache }]),
    ...(files === undefined ? [] : [{ store: "files", ...files, port: NFS_PORT }]),
  ];
}
