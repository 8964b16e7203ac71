"""Destinations of CloudWatch Logs, which take the log groups of other accounts to a delivery stream and on into a bucket."""

import gzip
import json
from typing import Any

from moto.firehose.models import FirehoseBackend, firehose_backends
from moto.iam.models import iam_backends
from moto.logs.exceptions import InvalidParameterException
from moto.logs.models import LogGroup, LogsBackend, LogStream, logs_backends
from moto.s3.models import s3_backends

from .patching import around
from .resource_policies import account_may, denied_to_all, find_bucket

PREFIX = "destination:"


def ask_what_a_destination_uses() -> None:
    @around(LogsBackend, "put_destination")
    def put(
        original: Any, backend: Any, destination_name: str, role_arn: str, target_arn: str, tags: Any
    ) -> Any:
        stream = _stream(target_arn)
        if stream is None or not _role_exists(role_arn):
            raise InvalidParameterException(
                msg="Could not deliver test message to specified destination. Check if the destination is valid.",
            )
        return original(backend, destination_name, role_arn, target_arn, tags)


def subscribe_to_destinations() -> None:
    @around(LogsBackend, "put_subscription_filter")
    def put(
        original: Any,
        backend: Any,
        log_group_name: str,
        filter_name: str,
        filter_pattern: str,
        destination_arn: str,
        role_arn: str,
    ) -> None:
        found = _destination(destination_arn)
        if found is None:
            original(backend, log_group_name, filter_name, filter_pattern, destination_arn, role_arn)
            return
        group: LogGroup | None = backend.groups.get(log_group_name)
        if group is None or not account_may(
            found.access_policy, backend.account_id, "logs:PutSubscriptionFilter", destination_arn
        ):
            raise InvalidParameterException(
                msg=f"User with accountId: {backend.account_id} is not authorized to perform: "
                f"logs:PutSubscriptionFilter on resource: {destination_arn}",
            )
        group.put_subscription_filter(filter_name, filter_pattern, destination_arn, role_arn)

    @around(LogStream, "_send_log_events")
    def send(
        original: Any,
        stream: Any,
        service: str,
        destination_arn: str,
        filter_name: str,
        log_events: list[dict[str, Any]],
    ) -> None:
        found = _destination(destination_arn)
        if found is None:
            original(stream, service, destination_arn, filter_name, log_events)
            return
        data = {
            "messageType": "DATA_MESSAGE",
            "owner": stream.account_id,
            "logGroup": stream.log_group.name,
            "logStream": stream.log_stream_name,
            "subscriptionFilters": [filter_name],
            "logEvents": log_events,
        }
        delivery = _stream(found.target_arn)
        if delivery is not None:
            _deliver(delivery, gzip.compress(json.dumps(data).encode()))


def _deliver(stream: Any, data: bytes) -> None:
    """At once: a stream that waited for more would need minutes. What the bucket refuses is gone, as with Firehose after a day."""
    settings = stream.destinations[0]["ExtendedS3"]
    path = FirehoseBackend._format_s3_object_path(
        stream.delivery_stream_name, stream.version_id, settings.get("Prefix", "")
    )
    key = f"{path}{settings.get('FileExtension', '')}"
    bucket = find_bucket(settings["BucketARN"].split(":")[-1])
    key_arn = settings.get("EncryptionConfiguration", {}).get("KMSEncryptionConfig", {}).get("AWSKMSKeyARN")
    asking = {
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
        "aws:PrincipalArn": settings["RoleARN"],
        **(
            {
                "s3:x-amz-server-side-encryption": "aws:kms",
                "s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn,
            }
            if key_arn
            else {}
        ),
    }
    if bucket is None or denied_to_all(bucket.policy, "s3:PutObject", f"{bucket.arn}/{key}", asking):
        return
    s3_backends[bucket.account_id][bucket.partition].put_object(
        bucket.name, key, data, **({"encryption": "aws:kms", "kms_key_id": key_arn} if key_arn else {})
    )


def _destination(arn: str) -> Any | None:
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] != "logs" or not parts[5].startswith(PREFIX):
        return None
    backend = logs_backends[parts[4]][parts[3]]
    return backend.get_destination(parts[5].removeprefix(PREFIX))


def _stream(arn: str) -> Any | None:
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] != "firehose":
        return None
    return firehose_backends[parts[4]][parts[3]].lookup_name_from_arn(arn)


def _role_exists(arn: str) -> bool:
    return any(role.arn == arn for role in iam_backends[arn.split(":")[4]]["aws"].roles.values())
