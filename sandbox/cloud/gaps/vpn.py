"""Site-to-site VPN: static routes, the option that asks for them, tags, and propagation into route tables."""

from typing import Any

from moto.core.responses import EmptyResult
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpn_connections import VPNConnection
from moto.ec2.responses import EC2Response

from .patching import action, around


def keep_connection_options() -> None:
    @around(EC2Response, "create_vpn_connection")
    def create(original: Any, response: Any) -> Any:
        result = original(response)
        connection = result._result["VpnConnection"]
        options = response._get_param("Options", {}) or {}
        connection.options = {"StaticRoutesOnly": bool(options.get("StaticRoutesOnly", False))}
        connection.routes = []
        return result

    @around(VPNConnection, "get_filter_value")
    def filter_value(original: Any, connection: Any, name: str, method: str | None = None) -> Any:
        own = {
            "route.destination-cidr-block": [
                route["DestinationCidrBlock"] for route in getattr(connection, "routes", [])
            ],
            "vpn-connection-id": connection.id,
        }
        return own[name] if name in own else original(connection, name, method)


def keep_static_routes() -> None:
    @action(EC2Response, "create_vpn_connection_route")
    def create(response: Any) -> EmptyResult:
        route = {"DestinationCidrBlock": response._get_param("DestinationCidrBlock"), "State": "available"}
        _connection(response).routes.append(route)
        return EmptyResult()

    @action(EC2Response, "delete_vpn_connection_route")
    def delete(response: Any) -> EmptyResult:
        connection = _connection(response)
        gone = response._get_param("DestinationCidrBlock")
        connection.routes = [route for route in connection.routes if route["DestinationCidrBlock"] != gone]
        return EmptyResult()


def _connection(response: Any) -> Any:
    connection_id = response._get_param("VpnConnectionId")
    return response.ec2_backend.describe_vpn_connections([connection_id])[0]


def propagate_into_route_tables() -> None:
    RouteTable.propagating_vgws = property(lambda table: table.__dict__.setdefault("vgws", []))

    @action(EC2Response, "enable_vgw_route_propagation")
    def enable(response: Any) -> EmptyResult:
        table = response.ec2_backend.get_route_table(response._get_param("RouteTableId"))
        table.propagating_vgws.append({"GatewayId": response._get_param("GatewayId")})
        return EmptyResult()

    @action(EC2Response, "disable_vgw_route_propagation")
    def disable(response: Any) -> EmptyResult:
        table = response.ec2_backend.get_route_table(response._get_param("RouteTableId"))
        table.propagating_vgws.remove({"GatewayId": response._get_param("GatewayId")})
        return EmptyResult()
