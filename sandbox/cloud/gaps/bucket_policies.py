"""Bucket policies whose denials hold under their conditions only, and say that they are denials."""

import re
from typing import Any

from flask import has_request_context, request
from moto.core.responses import ActionResult
from moto.iam.access_control import PermissionResult
from moto.iam.models import get_account_id_from
from moto.s3.exceptions import S3AccessDeniedError
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response
from moto.sts.models import sts_backends

from .patching import around
from .resource_policies import denied_to_all

CONDITION_HEADERS = (
    "if-match",
    "if-none-match",
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
    if not has_request_context():
        return context
    sent = {f"s3:{name}": request.headers[name] for name in CONDITION_HEADERS if name in request.headers}
    return {**context, **sent, **_caller()}


def _caller() -> dict[str, str]:
    """Who signed the request: of a session the role, as AWS has it."""
    signed = re.search("Credential=([^/]+)/", request.headers.get("Authorization", ""))
    if signed is None:
        return {}
    access_key = signed.group(1)
    sts = sts_backends[get_account_id_from(access_key)]["aws"]
    session = sts.get_assumed_role_from_access_key(access_key)
    arn = sts.get_caller_identity(access_key, "")[1] if session is None else session.role_arn
    return {"aws:PrincipalArn": arn}


def say_what_was_denied() -> None:
    """moto answers a denied request with an empty body, in which no client finds the name of the error."""

    @around(S3Response, "_key_response")
    def respond(original: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = original(response, *args, **kwargs)
        return response.serialized(ActionResult(S3AccessDeniedError())) if answer == (403, {}, "") else answer
