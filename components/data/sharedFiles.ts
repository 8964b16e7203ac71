import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ServiceData } from "../clusters/serviceData";
import type { DataContext } from "./dataContext";
import { storeSecurityGroup } from "./storeSecurityGroup";

/** Who owns a service's directory. EFS takes every call through an access point for this user's, whatever the instance says. */
const DUOTONE = 1000;

/** Files that nobody opened for so long are kept for a tenth of the price, and come back when they are read. */
const TURNS_COLD = "AFTER_30_DAYS";

export interface SharedFilesArgs extends DataContext {
  /** The services that get a directory of their own. */
  readonly services: readonly string[];
}

/**
 * The file system that a vertical's services share, on EFS, with a directory for each.
 *
 * A service reaches its directory only, by its access point: the file system turns away whoever comes without TLS or without
 * an access point, and nobody is root on it.
 */
export class SharedFiles extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;

  /** By service. The access point is known once it can be mounted in every zone. */
  public readonly directories: Readonly<
    Record<
      string,
      {
        readonly files: NonNullable<ServiceData["files"]>;
        readonly rights: readonly aws.iam.PolicyStatement[];
      }
    >
  >;

  public constructor(name: string, args: SharedFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:data:SharedFiles", name, undefined, opts);

    const { arn, id } = this.createFileSystem(name, args);
    const securityGroup = storeSecurityGroup(`${name}-files`, `Files of ${name}`, args, this);
    const targets = this.createMountTargets(name, args, id, securityGroup.id);

    this.arn = arn;
    this.directories = Object.fromEntries(
      args.services.map((service) => {
        const accessPoint = this.createAccessPoint(service, id, targets, args.tags);
        const files = {
          fileSystemId: id,
          accessPointId: accessPoint.id,
          securityGroupId: securityGroup.id,
        };
        return [service, { files, rights: mountRights(arn, accessPoint.arn) }];
      }),
    );
    this.registerOutputs({ arn: this.arn });
  }

  private createFileSystem(name: string, { keyArn, protect, tags }: SharedFilesArgs): aws.efs.FileSystem {
    const fileSystem = new aws.efs.FileSystem(
      name,
      {
        encrypted: true,
        kmsKeyId: keyArn,
        throughputMode: "elastic",
        lifecyclePolicies: [
          { transitionToIa: TURNS_COLD },
          { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
        ],
        tags: { Name: name, ...tags },
      },
      { parent: this, protect },
    );
    new aws.efs.FileSystemPolicy(
      name,
      { fileSystemId: fileSystem.id, policy: pulumi.jsonStringify(fileSystemPolicy(fileSystem.arn)) },
      { parent: this },
    );
    return fileSystem;
  }

  /** One in each zone, or a zone that is lost would take the others' files along. */
  private createMountTargets(
    name: string,
    { dataSubnetIds, zones }: SharedFilesArgs,
    fileSystemId: pulumi.Output<string>,
    securityGroupId: pulumi.Output<string>,
  ): readonly aws.efs.MountTarget[] {
    return Array.from(
      { length: zones },
      (_, zone) =>
        new aws.efs.MountTarget(
          `${name}-${zone + 1}`,
          {
            fileSystemId,
            subnetId: dataSubnetIds.apply((ids) => ids[zone] ?? ""),
            securityGroups: [securityGroupId],
          },
          { parent: this },
        ),
    );
  }

  private createAccessPoint(
    service: string,
    fileSystemId: pulumi.Output<string>,
    targets: readonly pulumi.Resource[],
    tags: Readonly<Record<string, string>>,
  ): aws.efs.AccessPoint {
    return new aws.efs.AccessPoint(
      service,
      {
        fileSystemId,
        posixUser: { uid: DUOTONE, gid: DUOTONE },
        rootDirectory: {
          path: `/${service}`,
          creationInfo: { ownerUid: DUOTONE, ownerGid: DUOTONE, permissions: "0750" },
        },
        tags: { Name: service, service, ...tags },
      },
      // Whoever knows the access point may mount at once, and that needs a target.
      { parent: this, dependsOn: [...targets] },
    );
  }
}

/**
 * Without a policy EFS lets in everybody who reaches it. With this one only those whom IAM lets in, and of them none without
 * TLS, without an access point, or as root. https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
function fileSystemPolicy(arn: pulumi.Input<string>) {
  const everybody = { Effect: "Deny", Principal: { AWS: "*" }, Resource: arn } as const;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyInsecureTransport",
        ...everybody,
        Action: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "DenyWithoutAccessPoint",
        ...everybody,
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Condition: { Null: { "elasticfilesystem:AccessPointArn": "true" } },
      },
      { Sid: "DenyRoot", ...everybody, Action: "elasticfilesystem:ClientRootAccess" },
    ],
  };
}

function mountRights(
  fileSystemArn: pulumi.Input<string>,
  accessPointArn: pulumi.Input<string>,
): readonly aws.iam.PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
      Resource: fileSystemArn,
      Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } },
    },
  ];
}
