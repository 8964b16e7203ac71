import type { Register } from "./entry";

/** Instances, launch templates and groups. */
export const compute: Register = {
  "CMP-01": {
    title: "Instances answer IMDSv2 only, and only to themselves",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation: 'Set metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }.',
    references: {
      cis5: ["5.7"],
      cis7: ["6.7"],
      fsbp: ["EC2.8", "EC2.170", "AutoScaling.3", "AutoScaling.4"],
      pci: ["8.2.8"],
    },
  },
  "CMP-02": {
    title: "Instances have no public address",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Set associatePublicIpAddress to false (in a launch template, in each of its networkInterfaces), and start instances in private subnets behind a load balancer.",
    references: { fsbp: ["EC2.9", "EC2.25", "AutoScaling.5"], pci: ["1.3.1", "1.4.2"] },
  },
  "CMP-03": {
    title: "Every disk is encrypted, personal and banking data with a key of our own",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Name each disk (blockDeviceMappings, rootBlockDevice) with encrypted: true, and in restricted verticals give it a kmsKeyId or the account an aws.ebs.DefaultKmsKey.",
    references: {
      cis5: ["5.1.1"],
      cis7: ["6.1.1"],
      fsbp: ["EC2.3", "EC2.7"],
      pci: ["3.5.1", "3.6.1"],
      gdpr: ["25", "32"],
    },
  },
  "CMP-04": {
    title: "User data holds no secret",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Keep the secret in Secrets Manager, tell the instance its ARN in the user data, and have the service read it when it starts. Replace the secret, because it has been in the state.",
    references: { pci: ["3.3.2", "8.3.2"] },
  },
  "CMP-05": {
    title: "Instances have a role of their own, and no SSH key",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Give iamInstanceProfile, leave keyName and key pairs out, and log in with Session Manager, which keeps a record.",
    references: { cis5: ["1.17"], cis7: ["2.16"], fsbp: ["SSM.1"], pci: ["7.2.2", "8.2.1"] },
  },
  "CMP-06": {
    title: "Groups start instances from a launch template",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Declare an aws.ec2.LaunchTemplate and name it in the group's launchTemplate, by id and version.",
    references: { fsbp: ["AutoScaling.9"] },
  },
  "CMP-07": {
    title: "A group behind a load balancer heeds its health checks",
    severity: "medium",
    level: "mandatory",
    undetermined: "violation",
    remediation: 'Set healthCheckType: "ELB" on the group.',
    references: { fsbp: ["AutoScaling.1"] },
  },
  "CMP-08": {
    title: "Groups and load balancers are in two zones or more",
    severity: "medium",
    level: "mandatory",
    undetermined: "ignored",
    remediation: "Give it subnets of at least two zones.",
    references: { fsbp: ["AutoScaling.2", "ELB.10", "ELB.13"] },
  },
  "CMP-09": {
    title: "Images and launch templates are named by number",
    severity: "high",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      "Give the image's own id (ami-...) from the image catalogue, and as version the launch template's latestVersion, never resolve:ssm:, $Latest or $Default.",
    references: {},
  },
  "CMP-10": {
    title: "Images and snapshots stay in our accounts, encrypted",
    severity: "critical",
    level: "mandatory",
    undetermined: "violation",
    remediation:
      'Share with single accounts of the inventory, encrypt copies with a kmsKeyId of our own, and give each account an aws.ec2.ImageBlockPublicAccess ("block-new-sharing") and an aws.ebs.SnapshotBlockPublicAccess ("block-all-sharing").',
    references: { fsbp: ["EC2.1"] },
  },
};
