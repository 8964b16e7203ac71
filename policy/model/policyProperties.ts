import type { Resource } from "./resource";
import { readDocument, type DocumentReading } from "./iamDocument";
import { read, readList, type Value } from "./value";

/** A document that a resource has, and where. */
export interface PolicyProperty {
  /** Property path, for messages. */
  readonly at: string;
  readonly document: DocumentReading;
}

/** Properties of a type that hold a policy document. */
export type PolicyTypes = Readonly<Record<string, string>>;

/** What gives rights to roles, users, groups and permission sets. Roles have theirs in a list, too. */
export const IDENTITY_POLICIES: PolicyTypes = {
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:iam/policy:Policy": "policy",
  "aws:iam/role:Role": "inlinePolicies",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
};

/** What says of a resource who may use it. */
export const RESOURCE_POLICIES: PolicyTypes = {
  "aws:acmpca/policy:Policy": "policy",
  "aws:amp/resourcePolicy:ResourcePolicy": "policyDocument",
  "aws:apigateway/domainName:DomainName": "policy",
  "aws:apigateway/restApi:RestApi": "policy",
  "aws:apigateway/restApiPolicy:RestApiPolicy": "policy",
  "aws:backup/vaultPolicy:VaultPolicy": "policy",
  "aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy": "policy",
  "aws:cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy": "accessPolicy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:codeartifact/domainPermissions:DomainPermissions": "policyDocument",
  "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy": "policyDocument",
  "aws:codebuild/resourcePolicy:ResourcePolicy": "policy",
  "aws:dsql/clusterPolicy:ClusterPolicy": "policy",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": "policy",
  "aws:ecr/registryPolicy:RegistryPolicy": "policy",
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "repositoryPolicy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:ecrpublic/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
  "aws:elasticsearch/domain:Domain": "accessPolicies",
  "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:glacier/vault:Vault": "accessPolicy",
  "aws:glacier/vaultLock:VaultLock": "policy",
  "aws:glue/resourcePolicy:ResourcePolicy": "policy",
  "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
  "aws:kms/externalKey:ExternalKey": "policy",
  "aws:kms/key:Key": "policy",
  "aws:kms/keyPolicy:KeyPolicy": "policy",
  "aws:kms/replicaExternalKey:ReplicaExternalKey": "policy",
  "aws:kms/replicaKey:ReplicaKey": "policy",
  "aws:lambda/resourcePolicy:ResourcePolicy": "policy",
  "aws:mediastore/containerPolicy:ContainerPolicy": "policy",
  "aws:msk/clusterPolicy:ClusterPolicy": "policy",
  "aws:networkfirewall/resourcePolicy:ResourcePolicy": "policy",
  "aws:oam/sinkPolicy:SinkPolicy": "policy",
  "aws:opensearch/domain:Domain": "accessPolicies",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:opensearchingest/resourcePolicy:ResourcePolicy": "policy",
  "aws:organizations/resourcePolicy:ResourcePolicy": "content",
  "aws:pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy": "policy",
  "aws:redshift/resourcePolicy:ResourcePolicy": "policy",
  "aws:redshiftserverless/resourcePolicy:ResourcePolicy": "policy",
  "aws:s3/accessPoint:AccessPoint": "policy",
  "aws:s3/bucket:Bucket": "policy",
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws:s3/bucketV2:BucketV2": "policy",
  "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy": "policy",
  "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy": "policy",
  "aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy": "policy",
  "aws:s3control/accessPointPolicy:AccessPointPolicy": "policy",
  "aws:s3control/bucketPolicy:BucketPolicy": "policy",
  "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": "details.policy",
  "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy": "policy",
  "aws:s3tables/tableBucketPolicy:TableBucketPolicy": "resourcePolicy",
  "aws:s3tables/tablePolicy:TablePolicy": "resourcePolicy",
  "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
  "aws:schemas/registryPolicy:RegistryPolicy": "policy",
  "aws:secretsmanager/secret:Secret": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:ses/identityPolicy:IdentityPolicy": "policy",
  "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
  "aws:vpclattice/authPolicy:AuthPolicy": "policy",
  "aws:vpclattice/resourcePolicy:ResourcePolicy": "policy",
  "aws:xray/resourcePolicy:ResourcePolicy": "policyDocument",
};

/** The documents of a resource by such a table. */
export function documentsOf({ type, props }: Resource, types: PolicyTypes): readonly PolicyProperty[] {
  const property = types[type];
  if (property === undefined) {
    return [];
  }
  return property === "inlinePolicies"
    ? inlinePolicies(props)
    : [{ at: property, document: readDocument(props, ...property.split(".")) }];
}

function inlinePolicies(props: Resource["props"]): readonly PolicyProperty[] {
  const list = readList(props, "inlinePolicies");
  if (list.is !== "known") {
    return list.is === "unknown" ? [{ at: "inlinePolicies", document: { is: "unknown" } }] : [];
  }
  return list.items.map((item: Value, index) => ({
    at: `inlinePolicies[${index}].policy`,
    document: read(item).is === "unknown" ? { is: "unknown" } : readDocument(item, "policy"),
  }));
}
