"""Access logs of load balancers, whose bucket is tried before they are switched on."""

from typing import Any

from moto.elbv2.exceptions import InvalidConfigurationRequest
from moto.elbv2.models import ELBv2Backend

from .patching import around
from .resource_policies import find_bucket, service_may

SERVICE = "logdelivery.elasticloadbalancing.amazonaws.com"


def ask_the_bucket_before_access_logs() -> None:
    @around(ELBv2Backend, "modify_load_balancer_attributes")
    def modify(original: Any, backend: Any, arn: str, attrs: dict[str, Any]) -> Any:
        balancer = backend.load_balancers.get(arn)
        if balancer is not None:
            after = {**balancer.attrs, **attrs}
            if str(after.get("access_logs.s3.enabled")).lower() == "true":
                _check(backend, arn, after)
        return original(backend, arn, attrs)


def _check(backend: Any, arn: str, attrs: dict[str, Any]) -> None:
    name = attrs.get("access_logs.s3.bucket") or ""
    prefix = attrs.get("access_logs.s3.prefix") or ""
    if "AWSLogs" in prefix or prefix.startswith("/") or prefix.endswith("/"):
        raise InvalidConfigurationRequest(f"The prefix '{prefix}' is not valid.")
    bucket = find_bucket(name)
    if bucket is None:
        raise InvalidConfigurationRequest(f"S3Bucket: {name} does not exist.")
    if bucket.region_name != backend.region_name:
        raise InvalidConfigurationRequest(f"S3Bucket: {name} is not located in the same region with the ELB.")
    folder = f"{prefix}/" if prefix else ""
    file = f"{bucket.arn}/{folder}AWSLogs/{backend.account_id}/ELBAccessLogTestFile"
    context = {
        "aws:SourceAccount": backend.account_id,
        "aws:SourceArn": arn,
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
    }
    if _has_key(bucket) or not service_may(bucket.policy, SERVICE, "s3:PutObject", file, context):
        raise InvalidConfigurationRequest(
            f"Access Denied for bucket: {name}. Please check S3bucket permission"
        )


def _has_key(bucket: Any) -> bool:
    """Elastic Load Balancing writes with S3's own keys only."""
    rule = (bucket.encryption or {}).get("Rule", {})
    rules = rule if isinstance(rule, list) else [rule]
    return any(
        one.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "AES256") != "AES256"
        for one in rules
    )
