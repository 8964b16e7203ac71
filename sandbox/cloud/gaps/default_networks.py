"""Default networks as AWS makes them, with an internet gateway; and networks that are not deleted while they are in use."""

from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models.subnets import SubnetBackend
from moto.ec2.models.vpcs import VPCBackend

from .patching import around


def give_them_internet_gateways() -> None:
    @around(VPCBackend, "create_default_vpc")
    def create(original: Any, backend: Any) -> Any:
        vpc = original(backend)
        gateway = backend.create_internet_gateway()
        backend.attach_internet_gateway(gateway.id, vpc.id)
        [table] = backend.describe_route_tables(filters={"vpc-id": vpc.id, "association.main": "true"})
        backend.create_route(table.id, "0.0.0.0/0", gateway_id=gateway.id)
        return vpc


def keep_default_subnets_to_them() -> None:
    @around(SubnetBackend, "create_subnet")
    def create(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        subnet = original(backend, *args, **kwargs)
        subnet.default_for_az = False
        subnet.map_public_ip_on_launch = False
        return subnet

    @around(SubnetBackend, "create_default_subnet")
    def create_default(original: Any, backend: Any, availability_zone: str) -> Any:
        subnet = original(backend, availability_zone)
        subnet.default_for_az = True
        subnet.map_public_ip_on_launch = True
        return subnet


def keep_networks_in_use() -> None:
    @around(SubnetBackend, "delete_subnet")
    def delete_subnet(original: Any, backend: Any, subnet_id: str) -> Any:
        forgotten = _forgotten_interfaces(backend)
        if any(eni.subnet.id == subnet_id and eni.id not in forgotten for eni in backend.enis.values()):
            raise _in_use("subnet", subnet_id)
        return original(backend, subnet_id)

    @around(VPCBackend, "delete_vpc")
    def delete_vpc(original: Any, backend: Any, vpc_id: str) -> Any:
        gateways = [gateway for gateway in backend.internet_gateways.values() if gateway.vpc]
        acls = [acl for acl in backend.network_acls.values() if acl.vpc_id == vpc_id]
        groups = backend.groups.get(vpc_id, {}).values()
        if (
            any(gateway.vpc.id == vpc_id for gateway in gateways)
            or any(
                endpoint.vpc_id == vpc_id and endpoint.state != "deleted"
                for endpoint in backend.vpc_end_points.values()
            )
            or any(not acl.default for acl in acls)
            or any(group.name != "default" for group in groups)
        ):
            raise _in_use("vpc", vpc_id)
        vpc = original(backend, vpc_id)
        for acl in acls:
            backend.network_acls.pop(acl.id, None)
        return vpc


def _forgotten_interfaces(backend: Any) -> set[str]:
    """Interfaces of NAT gateways, which AWS takes away with them, and moto leaves."""
    return {gateway._eni.id for gateway in backend.nat_gateways.values() if gateway.state == "deleted"}


def _in_use(what: str, resource_id: str) -> DependencyViolationError:
    return DependencyViolationError(f"The {what} '{resource_id}' has dependencies and cannot be deleted.")
