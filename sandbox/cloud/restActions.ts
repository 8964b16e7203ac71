/** One row: HTTP method, pattern of the path behind the version, action. */
type Route = readonly [method: string, path: RegExp, action: string];

const ROUTE53: readonly Route[] = [
  ["POST", /^hostedzone$/, "CreateHostedZone"],
  ["GET", /^hostedzone$/, "ListHostedZones"],
  ["GET", /^hostedzone\/[^/]+$/, "GetHostedZone"],
  ["POST", /^hostedzone\/[^/]+$/, "UpdateHostedZoneComment"],
  ["DELETE", /^hostedzone\/[^/]+$/, "DeleteHostedZone"],
  ["POST", /^hostedzone\/[^/]+\/rrset$/, "ChangeResourceRecordSets"],
  ["GET", /^hostedzone\/[^/]+\/rrset$/, "ListResourceRecordSets"],
  ["POST", /^hostedzone\/[^/]+\/associatevpc$/, "AssociateVPCWithHostedZone"],
  ["POST", /^hostedzone\/[^/]+\/disassociatevpc$/, "DisassociateVPCFromHostedZone"],
  ["GET", /^hostedzone\/[^/]+\/dnssec$/, "GetDNSSEC"],
  ["GET", /^hostedzonesbyname$/, "ListHostedZonesByName"],
  ["GET", /^hostedzonesbyvpc$/, "ListHostedZonesByVPC"],
  ["GET", /^hostedzonecount$/, "GetHostedZoneCount"],
  ["GET", /^change\/[^/]+$/, "GetChange"],
  ["GET", /^tags\/[^/]+\/[^/]+$/, "ListTagsForResource"],
  ["POST", /^tags\/[^/]+\/[^/]+$/, "ChangeTagsForResource"],
  ["POST", /^tags\/[^/]+$/, "ListTagsForResources"],
  ["POST", /^healthcheck$/, "CreateHealthCheck"],
  ["GET", /^healthcheck$/, "ListHealthChecks"],
  ["GET", /^healthcheck\/[^/]+$/, "GetHealthCheck"],
  ["POST", /^healthcheck\/[^/]+$/, "UpdateHealthCheck"],
  ["DELETE", /^healthcheck\/[^/]+$/, "DeleteHealthCheck"],
  ["GET", /^healthcheck\/[^/]+\/status$/, "GetHealthCheckStatus"],
  ["POST", /^queryloggingconfig$/, "CreateQueryLoggingConfig"],
  ["GET", /^queryloggingconfig$/, "ListQueryLoggingConfigs"],
  ["GET", /^queryloggingconfig\/[^/]+$/, "GetQueryLoggingConfig"],
  ["DELETE", /^queryloggingconfig\/[^/]+$/, "DeleteQueryLoggingConfig"],
];

/** Names of S3 subresources as they stand in the names of actions: `?lifecycle` is `GetBucketLifecycleConfiguration`. */
const S3_BUCKET_SUBRESOURCES: Readonly<Record<string, string>> = {
  accelerate: "BucketAccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCors",
  encryption: "BucketEncryption",
  lifecycle: "BucketLifecycleConfiguration",
  location: "BucketLocation",
  logging: "BucketLogging",
  notification: "BucketNotificationConfiguration",
  "object-lock": "ObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  policyStatus: "BucketPolicyStatus",
  publicAccessBlock: "PublicAccessBlock",
  replication: "BucketReplication",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
  analytics: "BucketAnalyticsConfiguration",
  "intelligent-tiering": "BucketIntelligentTieringConfiguration",
  inventory: "BucketInventoryConfiguration",
  metrics: "BucketMetricsConfiguration",
};

const S3_OBJECT_SUBRESOURCES: Readonly<Record<string, string>> = {
  acl: "ObjectAcl",
  attributes: "ObjectAttributes",
  "legal-hold": "ObjectLegalHold",
  retention: "ObjectRetention",
  tagging: "ObjectTagging",
};

const VERBS: Readonly<Record<string, string>> = {
  GET: "Get",
  PUT: "Put",
  POST: "Post",
  DELETE: "Delete",
  HEAD: "Head",
};

/**
 * The action of a request to a REST service, from its method and URL. Services other than Route 53 and S3 get
 * method and path, for example `PUT /analyzer`: unambiguous, if not the SDK's name.
 */
export function restAction(service: string, method: string, url: URL, copySource: boolean): string {
  if (service === "route53") {
    const path = url.pathname.replace(/^\/2013-04-01\//, "").replace(/\/$/, "");
    return (
      ROUTE53.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2] ??
      `${method} ${url.pathname}`
    );
  }
  return service === "s3" ? s3Action(method, url, copySource) : `${method} ${url.pathname}`;
}

function s3Action(method: string, url: URL, copySource: boolean): string {
  const [bucket, ...key] = url.pathname.slice(1).split("/");
  const verb = VERBS[method] ?? method;
  if (bucket === "v20180820") {
    // The account's own settings; they share the signing name with the buckets.
    return key.join("/") === "configuration/publicAccessBlock"
      ? `${verb}PublicAccessBlock`
      : `${method} ${url.pathname}`;
  }
  if (bucket === undefined || bucket === "") {
    return "ListBuckets";
  }
  return key.join("") === "" ? bucketAction(method, verb, url) : objectAction(method, verb, url, copySource);
}

function bucketAction(method: string, verb: string, url: URL): string {
  const subresource = Object.keys(S3_BUCKET_SUBRESOURCES).find((name) => url.searchParams.has(name));
  if (subresource !== undefined) {
    return `${verb}${S3_BUCKET_SUBRESOURCES[subresource] ?? subresource}`;
  }
  const listings: readonly [string, string][] = [
    ["uploads", "ListMultipartUploads"],
    ["versions", "ListObjectVersions"],
    ["list-type", "ListObjectsV2"],
  ];
  const listing = listings.find(([parameter]) => url.searchParams.has(parameter));
  const plain: Readonly<Record<string, string>> = {
    GET: listing?.[1] ?? "ListObjects",
    PUT: "CreateBucket",
    DELETE: "DeleteBucket",
    HEAD: "HeadBucket",
    POST: url.searchParams.has("delete") ? "DeleteObjects" : "PostObject",
  };
  return plain[method] ?? `${method} /bucket`;
}

function objectAction(method: string, verb: string, url: URL, copySource: boolean): string {
  const subresource = Object.keys(S3_OBJECT_SUBRESOURCES).find((name) => url.searchParams.has(name));
  if (subresource !== undefined) {
    return `${verb}${S3_OBJECT_SUBRESOURCES[subresource] ?? subresource}`;
  }
  if (url.searchParams.has("uploads")) {
    return "CreateMultipartUpload";
  }
  if (url.searchParams.has("uploadId")) {
    const parts: Readonly<Record<string, string>> = {
      GET: "ListParts",
      PUT: copySource ? "UploadPartCopy" : "UploadPart",
      POST: "CompleteMultipartUpload",
      DELETE: "AbortMultipartUpload",
    };
    return parts[method] ?? `${method} /upload`;
  }
  return copySource ? "CopyObject" : `${verb}Object`;
}
