"""Trails whose bucket, key and log group must let CloudTrail in, and trails of a whole organization."""

from typing import Any

from moto.cloudtrail.exceptions import S3BucketDoesNotExistException
from moto.cloudtrail.models import CloudTrailBackend, Trail
from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends
from moto.organizations.models import organizations_backends

from .patching import around
from .resource_policies import find_bucket, find_key, service_may

SERVICE = "cloudtrail.amazonaws.com"
SECURE = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def _refuse(name: str, message: str) -> JsonRESTError:
    error = JsonRESTError(name, message)
    error.code = 400
    return error


def ask_what_a_trail_uses() -> None:
    """moto looks for the bucket among the caller's own, and asks nobody."""

    @around(Trail, "check_bucket_exists")
    def check(_original: Any, trail: Any) -> None:
        organization_id = _organization_of(trail) if trail.is_org_trail else None
        _check_bucket(trail, organization_id)
        _check_key(trail)
        _check_log_group(trail)

    @around(Trail, "update")
    def update(original: Any, trail: Any, **changes: Any) -> None:
        before = dict(vars(trail))
        original(trail, **changes)
        try:
            trail.check_bucket_exists()
        except JsonRESTError:
            vars(trail).update(before)
            raise


def _organization_of(trail: Any) -> str:
    backend = organizations_backends[trail.account_id][trail.partition]
    if backend.org is None:
        raise _refuse(
            "NotOrganizationMasterAccountException",
            "The calling account is not the management account of an organization.",
        )
    if all(enabled["ServicePrincipal"] != SERVICE for enabled in backend.services):
        raise _refuse(
            "CloudTrailAccessNotEnabledException",
            f"Enable trusted access for {SERVICE} in the organization to create an organization trail.",
        )
    return str(backend.org.id)


def _check_bucket(trail: Any, organization_id: str | None) -> None:
    bucket = find_bucket(trail.bucket_name)
    if bucket is None:
        raise S3BucketDoesNotExistException(f"S3 bucket {trail.bucket_name} does not exist!")
    prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
    arn = f"arn:{trail.partition}:s3:::{trail.bucket_name}"
    paths = [owner for owner in (trail.account_id, organization_id) if owner is not None]
    asked = [("s3:GetBucketAcl", arn, {})] + [
        (
            "s3:PutObject",
            f"{arn}/{prefix}AWSLogs/{owner}/CloudTrail/file.json.gz",
            {"s3:x-amz-acl": "bucket-owner-full-control", **_encryption(trail)},
        )
        for owner in paths
    ]
    for action, resource, more in asked:
        context = {**SECURE, **more, "aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id}
        if not service_may(bucket.policy, SERVICE, action, resource, context):
            raise _refuse(
                "InsufficientS3BucketPolicyException",
                f"Incorrect S3 bucket policy is detected for bucket: {trail.bucket_name}",
            )


def _encryption(trail: Any) -> dict[str, str]:
    if not trail.kms_key_id:
        return {}
    return {
        "s3:x-amz-server-side-encryption": "aws:kms",
        "s3:x-amz-server-side-encryption-aws-kms-key-id": trail.kms_key_id,
    }


def _check_key(trail: Any) -> None:
    if not trail.kms_key_id:
        return
    key = find_key(trail.kms_key_id)
    if key is None:
        raise _refuse("KmsKeyNotFoundException", f"KMS key {trail.kms_key_id} was not found.")
    source = {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account_id}
    encrypting = {**source, "kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
    bucket = find_bucket(trail.bucket_name)
    asked = [("kms:DescribeKey", source), ("kms:GenerateDataKey", encrypting)]
    rule = bucket.encryption["Rule"] if bucket is not None and bucket.encryption else {}
    if str(rule.get("BucketKeyEnabled", "")).lower() == "true":
        asked.append(("kms:Decrypt", encrypting))
    for action, context in asked:
        if not service_may(key.policy, SERVICE, action, key.arn, context):
            raise _refuse(
                "InsufficientEncryptionPolicyException",
                f"Insufficient permissions to access S3 bucket {trail.bucket_name} "
                f"or KMS key {trail.kms_key_id}.",
            )


def _check_log_group(trail: Any) -> None:
    if not trail.cw_log_group_arn:
        return
    parts = trail.cw_log_group_arn.split(":")
    if len(parts) != 8 or parts[7] != "*" or parts[4] != trail.account_id:
        raise _refuse(
            "InvalidCloudWatchLogsLogGroupArnException",
            "CloudTrail cannot validate the specified log group ARN.",
        )
    groups = logs_backends[parts[4]][parts[3]].groups
    roles = iam_backends[trail.account_id][trail.partition].roles.values()
    if parts[6] not in groups or all(role.arn != trail.cw_role_arn for role in roles):
        raise _refuse(
            "InvalidCloudWatchLogsRoleArnException",
            "Access denied. Check the permissions for your role.",
        )


def delete_by_arn() -> None:
    @around(CloudTrailBackend, "delete_trail")
    def delete(original: Any, backend: Any, name: str) -> None:
        original(backend, backend.get_trail(name).trail_name)
