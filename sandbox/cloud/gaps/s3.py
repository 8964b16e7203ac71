"""S3 calls that moto would take for others, and locks that cannot be loosened."""

from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeKey
from moto.s3.responses import S3Response

from .patching import around

# Calls that S3 tells apart by a name in the query, and that moto does not look for. It would list the bucket for a
# GET, make it for a PUT, delete it for a DELETE, or send the object.
UNKNOWN_TO_MOTO = {
    "_bucket_response_get": {"abac", "analytics", "intelligent-tiering", "metadataConfiguration", "metrics"},
    "_bucket_response_put": {
        "abac",
        "analytics",
        "intelligent-tiering",
        "metadataInventoryTable",
        "metadataJournalTable",
        "metrics",
        "requestPayment",
    },
    "_bucket_response_delete": {
        "analytics",
        "intelligent-tiering",
        "inventory",
        "metadataConfiguration",
        "metrics",
    },
    "_key_response_get": {"torrent"},
    "_key_response_put": {"encryption", "renameObject"},
}


def refuse_what_would_be_mistaken() -> None:
    for name, unknown in UNKNOWN_TO_MOTO.items():
        _refuse(name, unknown)


def _refuse(name: str, unknown: set[str]) -> None:
    @around(S3Response, name)
    def respond(original: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        found = unknown.intersection(response.normalized_request.args)
        if found:
            raise NotImplementedError(f"S3 {response.method} ?{', '.join(sorted(found))}")
        return original(response, *args, **kwargs)


def tell_who_pays() -> None:
    @around(S3Response, "_bucket_response_get")
    def get(original: Any, response: Any, bucket_name: str, query: dict[str, Any]) -> Any:
        if "requestPayment" not in query:
            return original(response, bucket_name, query)
        response.backend.get_bucket(bucket_name)
        response.data["Action"] = "GetBucketRequestPayment"
        return response.serialized(ActionResult({"Payer": "BucketOwner"}))


def tell_retention() -> None:
    @around(S3Response, "_key_response_get")
    def get(original: Any, response: Any, query: dict[str, Any], key_name: str) -> Any:
        if "retention" not in query:
            return original(response, query, key_name)
        key, _ = response._get_key()
        if key.lock_mode is None:
            raise S3ClientError(
                "NoSuchObjectLockConfiguration",
                "The specified object does not have a ObjectLock configuration",
            )
        response.data["Action"] = "GetObjectRetention"
        retention = {"Mode": key.lock_mode, "RetainUntilDate": key.lock_until}
        return response.serialized(ActionResult({"Retention": retention}))


def keep_compliance_locks() -> None:
    @around(S3Response, "put_object_retention")
    def put(original: Any, response: Any) -> Any:
        key, _ = response._get_key()
        mode, until = response._mode_until_from_body()
        is_compliance = isinstance(key, FakeKey) and key.lock_mode == "COMPLIANCE" and key.is_locked(False)
        if is_compliance and (mode != "COMPLIANCE" or until < key.lock_until):
            raise S3ClientError("AccessDenied", "Access Denied because object protected by object lock.")
        return original(response)
