"""Flow logs that keep their options and need the bucket's permission, endpoints with an address type and a route in
each of their route tables, and the quota of network ACLs."""

import json
from fnmatch import fnmatchcase
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.network_acls import NetworkAclBackend
from moto.ec2.models.vpcs import VPCBackend
from moto.ec2.responses import EC2Response
from moto.s3.models import s3_backends

from .patching import around

LOG_DELIVERY = "delivery.logs.amazonaws.com"

# AWS's quota, without the entry at the end of each direction that denies the rest.
MOST_ENTRIES = 19
LAST_ENTRY = 32767


def keep_flow_log_options() -> None:
    @around(EC2Response, "create_flow_logs")
    def create(original: Any, response: Any) -> Any:
        result = original(response)
        given = response._get_param("DestinationOptions", {}) or {}
        for flow_log_id in result._result["FlowLogIds"]:
            flow_log = response.ec2_backend.flow_logs[flow_log_id]
            if flow_log.log_destination_type == "s3":
                flow_log.destination_options = {
                    "FileFormat": given.get("FileFormat", "plain-text"),
                    "HiveCompatiblePartitions": _flag(given.get("HiveCompatiblePartitions")),
                    "PerHourPartition": _flag(given.get("PerHourPartition")),
                }
        return result


def _flag(value: Any) -> bool:
    return str(value).lower() == "true"


def ask_the_bucket_before_flow_logs() -> None:
    """AWS writes the policy itself where the bucket is the caller's; in another account it has to be there."""

    @around(EC2Response, "create_flow_logs")
    def create(original: Any, response: Any) -> Any:
        destination = response._get_param("LogDestination") or ""
        if response._get_param("LogDestinationType") == "s3":
            account = response.current_account
            options = response._get_param("DestinationOptions", {}) or {}
            owner = "aws-account-id=" if _flag(options.get("HiveCompatiblePartitions")) else ""
            bucket, _, prefix = destination.split(":")[-1].partition("/")
            folder = f"{prefix.rstrip('/')}/" if prefix else ""
            path = f"arn:aws:s3:::{bucket}/{folder}AWSLogs/{owner}{account}/vpcflowlogs.log"
            if not _may_write(bucket, path, account, response.ec2_backend.partition):
                raise EC2ClientError(
                    "InvalidParameter",
                    f"Access Denied for LogDestination: {bucket}. Please check LogDestination permission",
                )
        return original(response)


def _may_write(bucket_name: str, path: str, account: str, partition: str) -> bool:
    place = s3_backends.bucket_accounts.get(bucket_name)
    if place is None or place[1] == account:
        return True
    policy = s3_backends[place[1]][partition].buckets[bucket_name].policy
    statements = json.loads(policy)["Statement"] if policy else []
    return any(_lets_write(statement, path, account) for statement in _listed(statements))


def _lets_write(statement: dict[str, Any], path: str, account: str) -> bool:
    principal = statement.get("Principal", {})
    services = _listed(principal.get("Service", [])) if isinstance(principal, dict) else []
    sources = [
        source
        for operator, keys in statement.get("Condition", {}).items()
        if operator in ("StringEquals", "StringLike")
        for key, values in keys.items()
        if key.lower() == "aws:sourceaccount"
        for source in [_listed(values)]
    ]
    return (
        statement.get("Effect") == "Allow"
        and LOG_DELIVERY in services
        and any(fnmatchcase("s3:PutObject", action) for action in _listed(statement.get("Action", [])))
        and any(fnmatchcase(path, pattern) for pattern in _listed(statement.get("Resource", [])))
        and all(account in accounts for accounts in sources)
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def give_endpoints_an_address_type() -> None:
    @around(EC2Response, "create_vpc_endpoint")
    def create(original: Any, response: Any) -> Any:
        result = original(response)
        endpoint = result._result["VpcEndpoint"]
        if (endpoint.vpc_endpoint_type or "").lower() == "interface":
            endpoint.ip_address_type = response._get_param("IpAddressType") or "ipv4"
            options = response._get_param("DnsOptions", {}) or {}
            endpoint.dns_options = {"DnsRecordIpType": options.get("DnsRecordIpType", "ipv4")}
        return result


def route_to_changed_endpoints() -> None:
    @around(VPCBackend, "modify_vpc_endpoint")
    def modify(original: Any, backend: Any, **change: Any) -> None:
        endpoint = backend.describe_vpc_endpoints(vpc_end_point_ids=[change["vpc_id"]])[0]
        before = set(endpoint.route_table_ids or [])
        original(backend, **change)
        after = set(endpoint.route_table_ids or [])
        target = endpoint.destination_prefix_list_id
        if target is not None:
            for table in after - before:
                backend.create_route(
                    table, None, gateway_id=endpoint.id, destination_prefix_list_id=target
                )
            for table in before - after:
                backend.delete_route(table, target)


def limit_acl_entries() -> None:
    @around(NetworkAclBackend, "create_network_acl_entry")
    def create(original: Any, backend: Any, **entry: Any) -> Any:
        acl = backend.get_network_acl(entry["network_acl_id"])
        same_way = [
            other
            for other in acl.network_acl_entries
            if str(other.egress).lower() == str(entry["egress"]).lower()
            and int(other.rule_number) != LAST_ENTRY
        ]
        if int(entry["rule_number"]) != LAST_ENTRY and len(same_way) >= MOST_ENTRIES:
            raise EC2ClientError(
                "NetworkAclEntryLimitExceeded",
                f"The maximum number of network acl entries has been reached for {acl.id}.",
            )
        return original(backend, **entry)
