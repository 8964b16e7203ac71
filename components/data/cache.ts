import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { CacheConfig } from "../../config";
import type { StoreAddress } from "../clusters/serviceData";
import type { DataContext } from "./dataContext";
import { storeSecurityGroup } from "./storeSecurityGroup";

const PORT = 6379;

/** Valkey, the free continuation of Redis OSS, which speaks the same protocol and costs a fifth less. */
const ENGINE = "valkey";
const ENGINE_VERSION = "8.0";

export interface CacheArgs extends DataContext {
  /** The service that it is of; the name of the replication group and of its only user. */
  readonly service: string;
  readonly config: CacheConfig;
  readonly subnetGroupName: pulumi.Input<string>;
}

/**
 * The Redis of one service, on ElastiCache. It takes TLS only.
 *
 * Nobody has a password: its only user is named like the service and logs in with a token that IAM signs for the instance's
 * role, good for 15 minutes. There is no default user, because a user group of Valkey holds only users that prove who they
 * are. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 *
 * It holds copies: there are no backups of it, and without a standby it starts empty after a failure.
 */
export class Cache extends pulumi.ComponentResource {
  public readonly address: StoreAddress;

  /** What an instance's role needs to log in. */
  public readonly rights: readonly aws.iam.PolicyStatement[];

  public constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:Cache", name, undefined, opts);

    const { service, config, stores, protect } = args;
    const securityGroup = storeSecurityGroup(`${name}-cache`, `Cache of ${service}`, args, this);
    const tags = { ...args.tags };
    const user = new aws.elasticache.User(
      name,
      {
        userId: service,
        // The same, or IAM would not know whom the token is for.
        userName: service,
        engine: ENGINE,
        accessString: "on ~* &* +@all",
        authenticationMode: { type: "iam" },
        tags,
      },
      { parent: this },
    );
    const users = new aws.elasticache.UserGroup(
      name,
      { userGroupId: service, engine: ENGINE, userIds: [user.userId], tags },
      { parent: this },
    );
    const group = new aws.elasticache.ReplicationGroup(
      name,
      {
        replicationGroupId: service,
        description: `Cache of ${service}`,
        engine: ENGINE,
        engineVersion: ENGINE_VERSION,
        nodeType: config.nodeType,
        port: PORT,
        numCacheClusters: stores.multiZone ? 2 : 1,
        automaticFailoverEnabled: stores.multiZone,
        multiAzEnabled: stores.multiZone,
        subnetGroupName: args.subnetGroupName,
        securityGroupIds: [securityGroup.id],
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        atRestEncryptionEnabled: true,
        kmsKeyId: args.keyArn,
        userGroupIds: [users.userGroupId],
        tags,
      },
      { parent: this, protect },
    );

    this.address = { host: group.primaryEndpointAddress, port: PORT, securityGroupId: securityGroup.id };
    this.rights = [{ Effect: "Allow", Action: "elasticache:Connect", Resource: [group.arn, user.arn] }];
    this.registerOutputs({});
  }
}
