"""Bucket policies whose denials hold under their conditions only."""

from typing import Any

from flask import has_request_context, request
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from .patching import around
from .resource_policies import denied_to_all

ENCRYPTION_HEADERS = (
    "x-amz-acl",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
)


def heed_conditions() -> None:
    """moto takes every denial as unconditional: one of unencrypted transport shuts the bucket for everybody."""

    @around(FakeBucket, "get_permission")
    def permission(original: Any, bucket: Any, action: str, resource: str) -> Any:
        result = original(bucket, action, resource)
        if result != PermissionResult.DENIED:
            return result
        denied = denied_to_all(bucket.policy, action, resource, _request())
        return PermissionResult.DENIED if denied else PermissionResult.NEUTRAL


def _request() -> dict[str, str]:
    # The emulator has no TLS; what comes to it stands for what AWS would get over its newest.
    context = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}
    headers = request.headers if has_request_context() else {}
    sent = {f"s3:{name}": headers[name] for name in ENCRYPTION_HEADERS if name in headers}
    return {**context, **sent}
