import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  RegisterImageCommand,
} from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  UploadServerCertificateCommand,
} from "@aws-sdk/client-iam";
import { CreateHostedZoneCommand } from "@aws-sdk/client-route-53";

import { given, type WorldClients } from "./clients";

export interface GroundArgs {
  /** In front of every name. */
  readonly stack: string;
  readonly region: string;
  readonly colors: readonly string[];

  /** Names of the public zones. */
  readonly zones: readonly string[];
}

/** What both colours stand on. */
export interface Ground {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];

  /** Of balancers and instances. */
  readonly securityGroupId: string;
  readonly certificateArn: string;

  /** Of the instances. */
  readonly profileArn: string;

  /** By colour. */
  readonly imageIds: Readonly<Record<string, string>>;

  /** Id by name. */
  readonly zoneIds: Readonly<Record<string, string>>;
}

const INSTANCE_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Makes a network, public zones, a certificate, a profile for instances and an image per colour. */
export async function makeGround(
  clients: WorldClients,
  { stack, region, colors, zones }: GroundArgs,
): Promise<Ground> {
  const [network, certificateArn, profileArn, imageIds, zoneIds] = await Promise.all([
    makeNetwork(clients, stack, region),
    uploadCertificate(clients, stack),
    makeProfile(clients, stack),
    byName(colors, (color) => registerImage(clients, `${stack}-${color}`)),
    byName(zones, (zone) => makeZone(clients, zone)),
  ]);
  return { ...network, certificateArn, profileArn, imageIds, zoneIds };
}

/** A new image, as baking makes one. @returns its id */
export async function registerImage({ ec2 }: WorldClients, name: string): Promise<string> {
  const { ImageId } = await ec2.send(
    new RegisterImageCommand({
      Name: name,
      Architecture: "arm64",
      RootDeviceName: "/dev/xvda",
      VirtualizationType: "hvm",
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 8 } }],
    }),
  );
  return given(ImageId, "an image");
}

async function makeNetwork(
  { ec2 }: WorldClients,
  stack: string,
  region: string,
): Promise<Pick<Ground, "vpcId" | "subnetIds" | "securityGroupId">> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const vpcId = given(Vpc?.VpcId, "a VPC");
  const [group, ...subnets] = await Promise.all([
    ec2.send(
      new CreateSecurityGroupCommand({ GroupName: stack, Description: `Services of ${stack}`, VpcId: vpcId }),
    ),
    ...["a", "b"].map((letter, index) =>
      ec2.send(
        new CreateSubnetCommand({
          VpcId: vpcId,
          CidrBlock: `10.0.${index}.0/24`,
          AvailabilityZone: `${region}${letter}`,
        }),
      ),
    ),
  ]);
  return {
    vpcId,
    securityGroupId: given(group.GroupId, "a security group"),
    subnetIds: subnets.map(({ Subnet }) => given(Subnet?.SubnetId, "a subnet")),
  };
}

/** IAM takes a certificate as it is; ACM would want to see that the domain is the caller's. */
async function uploadCertificate({ iam }: WorldClients, stack: string): Promise<string> {
  const { ServerCertificateMetadata } = await iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: stack,
      CertificateBody: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
      PrivateKey: "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
    }),
  );
  return given(ServerCertificateMetadata?.Arn, "a certificate");
}

async function makeProfile({ iam }: WorldClients, stack: string): Promise<string> {
  const name = `${stack}-service`;
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: INSTANCE_TRUST }));
  const { InstanceProfile } = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
  return given(InstanceProfile?.Arn, "an instance profile");
}

async function makeZone({ names }: WorldClients, zone: string): Promise<string> {
  const { HostedZone } = await names.send(new CreateHostedZoneCommand({ Name: zone, CallerReference: zone }));
  return given(HostedZone?.Id, "a hosted zone").replace(/^\/hostedzone\//, "");
}

async function byName(
  names: readonly string[],
  make: (name: string) => Promise<string>,
): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await make(name)] as const)));
}
