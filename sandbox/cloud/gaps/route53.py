"""Change batches that are all or nothing, changes with ids of their own, and private zones."""

from typing import Any

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.route53.exceptions import Route53ClientError
from moto.route53.models import FakeZone, RecordSet, Route53Backend
from moto.route53.responses import Route53

from .patching import around

KNOWN_ACTIONS = ("CREATE", "UPSERT", "DELETE")

# Record fields that a DELETE has to repeat exactly.
COMPARED = (
    "ttl",
    "alias_target",
    "weight",
    "region",
    "failover",
    "health_check_id",
    "geo_location",
    "multi_value_answer",
)


def apply_batches_whole() -> None:
    @around(Route53Backend, "change_resource_record_sets")
    def change(_original: Any, backend: Any, zone_id: str, changes: list[dict[str, Any]]) -> None:
        zone = backend.get_hosted_zone(zone_id)
        records = {_key(record): record for record in zone.rrsets}
        problems: list[str] = []
        for item in changes:
            problem = _apply(zone, records, item["Action"], _record(item["ResourceRecordSet"]))
            if problem is not None:
                problems.append(problem)
        if problems:
            raise Route53ClientError("InvalidChangeBatch", f"[{', '.join(problems)}]")
        zone.rrsets = list(records.values())


def _apply(zone: Any, records: dict[Any, Any], action: str, record: Any) -> str | None:
    """Applies one change to the records of a trial. Returns what is wrong with it, in the words of Route 53."""
    described = f"[name='{record.name}', type='{record.type}'"
    if record.set_identifier is not None:
        described += f", set-identifier='{record.set_identifier}'"
    described += "]"
    if action not in KNOWN_ACTIONS:
        return f"Invalid action '{action}'"
    if record.name != zone.name and not record.name.endswith(f".{zone.name}"):
        return f"RRSet with DNS name {record.name} is not permitted in zone {zone.name}"
    existing = records.get(_key(record))
    if action == "CREATE" and existing is not None:
        return f"Tried to create resource record set {described} but it already exists"
    if action == "DELETE" and existing is None:
        return f"Tried to delete resource record set {described} but it was not found"
    if action == "DELETE" and not _same(existing, record):
        return f"Tried to delete resource record set {described} but the values provided do not match the current values"
    if (
        action != "DELETE"
        and record.type != "CNAME"
        and any(_names_cname(other, record) for other in records.values())
    ):
        return (
            f"RRSet of type {record.type} with DNS name {record.name} is not permitted as it conflicts with "
            "other records with the same DNS name in zone " + zone.name
        )
    if action == "DELETE":
        del records[_key(record)]
    else:
        records[_key(record)] = record
    return None


def _record(fields: dict[str, Any]) -> Any:
    name = fields["Name"].lower()
    values = [record["Value"] for record in fields.get("ResourceRecords") or []]
    return RecordSet(
        {**fields, "Name": name if name.endswith(".") else f"{name}.", "ResourceRecords": values}
    )


def _key(record: Any) -> tuple[str, str, str | None]:
    return (record.name, record.type, record.set_identifier)


def _same(existing: Any, record: Any) -> bool:
    return sorted(existing.records or []) == sorted(record.records or []) and all(
        _plain(getattr(existing, field)) == _plain(getattr(record, field)) for field in COMPARED
    )


def _plain(value: Any) -> Any:
    """A value as it is compared: numbers may have come as text, DNS names with or without the last dot."""
    if isinstance(value, dict):
        return {key: _plain(field) for key, field in value.items()}
    return None if value is None else str(value).lower().rstrip(".")


def _names_cname(other: Any, record: Any) -> bool:
    return other.name == record.name and other.type == "CNAME"


def give_changes_ids() -> None:
    for name in (
        "change_resource_record_sets",
        "create_hosted_zone",
        "delete_hosted_zone",
        "associate_vpc_with_hosted_zone",
        "disassociate_vpc_from_hosted_zone",
    ):

        @around(Route53, name)
        def submit(original: Any, response: Any) -> ActionResult:
            result = original(response)
            change_id = f"C{mock_random.get_random_string(length=20).upper()}"
            info = result._result["ChangeInfo"]
            # AWS answers PENDING here, always; the change is found INSYNC by GetChange later.
            info.update({"Id": f"/change/{change_id}", "Status": "PENDING"})
            _changes(response.backend)[change_id] = {**info, "Status": "INSYNC"}
            return result

    @around(Route53, "get_change")
    def get_change(_original: Any, response: Any) -> ActionResult:
        change_id = response._get_param("Id").removeprefix("/change/")
        change = _changes(response.backend).get(change_id)
        if change is None:
            raise Route53ClientError("NoSuchChange", f"Could not find resource with ID: {change_id}")
        return ActionResult({"ChangeInfo": change})


def _changes(backend: Any) -> dict[str, dict[str, Any]]:
    return backend.__dict__.setdefault("submitted_changes", {})


def make_zones_with_vpc_private() -> None:
    @around(Route53Backend, "create_hosted_zone")
    def create(original: Any, backend: Any, name: str, private_zone: bool, **kwargs: Any) -> FakeZone:
        return original(backend, name, private_zone or kwargs.get("vpcid") is not None, **kwargs)

    @around(Route53, "create_hosted_zone")
    def read(original: Any, response: Any) -> ActionResult:
        # moto reads the VPC only where the request says "private", which AWS derives from the VPC being there.
        if response._get_param("VPC.VPCId") is not None:
            config = dict(response.params.get("HostedZoneConfig") or {})
            response.params["HostedZoneConfig"] = {**config, "PrivateZone": True}
        return original(response)
