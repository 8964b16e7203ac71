"""AWS Config, which tries bucket and key before it takes them for a delivery channel."""

from typing import Any

from moto.config.models import ConfigBackend
from moto.core.exceptions import JsonRESTError

from .patching import around
from .resource_policies import find_bucket, find_key, service_may

SERVICE = "config.amazonaws.com"


def ask_the_bucket_before_channels() -> None:
    """The recorder's role is left out: this is for buckets of other accounts, which name the service."""

    @around(ConfigBackend, "put_delivery_channel")
    def put(original: Any, backend: Any, delivery_channel: dict[str, Any]) -> None:
        name = delivery_channel.get("s3BucketName")
        if name:
            _check(backend, name, delivery_channel)
        original(backend, delivery_channel)


def _check(backend: Any, name: str, channel: dict[str, Any]) -> None:
    bucket = find_bucket(name)
    if bucket is None:
        raise _refuse("NoSuchBucketException", f"Cannot find a S3 bucket with the name {name}.")
    # Config writes with the recorder's role where the bucket is of its own account.
    if bucket.account_id != backend.account_id and not _may_deliver(backend, bucket, channel):
        raise _refuse(
            "InsufficientDeliveryPolicyException",
            f"Insufficient delivery policy to s3 bucket: {name}, unable to write to bucket, "
            f"provided s3 key prefix is '{channel.get('s3KeyPrefix')}', "
            f"provided kms key is '{channel.get('s3KmsKeyArn')}'.",
        )
    if bucket.default_lock_mode:
        raise _refuse(
            "InsufficientDeliveryPolicyException",
            f"Insufficient delivery policy to s3 bucket: {name}, unable to write to bucket: "
            "its objects are locked by default.",
        )


def _may_deliver(backend: Any, bucket: Any, channel: dict[str, Any]) -> bool:
    account = backend.account_id
    context = {
        "aws:SourceAccount": account,
        "aws:SourceArn": f"arn:{backend.partition}:config:{backend.region_name}:{account}:*",
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
    }
    key_arn = channel.get("s3KmsKeyArn")
    writing = {
        **context,
        "s3:x-amz-acl": "bucket-owner-full-control",
        # Config asks for S3's own keys unless it is given one.
        "s3:x-amz-server-side-encryption": "aws:kms" if key_arn else "AES256",
        **({"s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn} if key_arn else {}),
    }
    folder = f"{channel['s3KeyPrefix']}/" if channel.get("s3KeyPrefix") else ""
    file = f"{bucket.arn}/{folder}AWSLogs/{account}/Config/ConfigWritabilityCheckFile"
    key = find_key(key_arn) if key_arn else None
    return (
        service_may(bucket.policy, SERVICE, "s3:GetBucketAcl", bucket.arn, context)
        and service_may(bucket.policy, SERVICE, "s3:PutObject", file, writing)
        and (
            key_arn is None
            or key is not None
            and all(
                service_may(key.policy, SERVICE, action, key.arn, context)
                for action in ("kms:Decrypt", "kms:GenerateDataKey")
            )
        )
    )


def _refuse(name: str, message: str) -> JsonRESTError:
    error = JsonRESTError(name, message)
    error.code = 400
    return error
