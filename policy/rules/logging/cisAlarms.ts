/** Something that somebody is to be woken for, and what a metric filter's pattern has to name to see it. */
export interface CisAlarm {
  /** Number in CIS AWS Foundations 5.0.0; in 7.0.0 the section is 5. */
  readonly control: string;
  readonly what: string;
  readonly names: readonly string[];
}

/**
 * CIS AWS Foundations 5.0.0, section 4, as in https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html;
 * ClassicLink, which AWS has ended, is left out of 4.14.
 */
export const CIS_ALARMS: readonly CisAlarm[] = [
  alarm("4.1", "calls without permission", "UnauthorizedOperation AccessDenied"),
  alarm("4.2", "sign-in without a second factor", "ConsoleLogin MFAUsed"),
  alarm("4.3", "use of the root user", "userIdentity Root AwsServiceEvent"),
  alarm(
    "4.4",
    "changes of IAM policies",
    "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy " +
      "DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy " +
      "DetachUserPolicy AttachGroupPolicy DetachGroupPolicy",
  ),
  alarm("4.5", "changes of trails", "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"),
  alarm("4.6", "failed sign-in", "ConsoleLogin Failed authentication"),
  alarm("4.7", "disabling and deletion of keys", "DisableKey ScheduleKeyDeletion"),
  alarm(
    "4.8",
    "changes of bucket policies",
    "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy " +
      "DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
  ),
  alarm(
    "4.9",
    "changes of AWS Config",
    "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
  ),
  alarm(
    "4.10",
    "changes of security groups",
    "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress " +
      "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
  ),
  alarm(
    "4.11",
    "changes of network ACLs",
    "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry " +
      "ReplaceNetworkAclAssociation",
  ),
  alarm(
    "4.12",
    "changes of gateways",
    "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway " +
      "DeleteInternetGateway DetachInternetGateway",
  ),
  alarm(
    "4.13",
    "changes of route tables",
    "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute " +
      "DisassociateRouteTable",
  ),
  alarm(
    "4.14",
    "changes of VPCs",
    "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection " +
      "DeleteVpcPeeringConnection RejectVpcPeeringConnection",
  ),
  alarm(
    "4.15",
    "changes of the organization",
    "organizations AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake " +
      "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType " +
      "InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy " +
      "UpdateOrganizationalUnit",
  ),
];

function alarm(control: string, what: string, names: string): CisAlarm {
  return { control, what, names: names.split(" ") };
}
