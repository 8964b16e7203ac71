"""The two tunnels of a VPN connection (settings, addresses, pre-shared keys and where AWS keeps them), and the number of
the other side's autonomous system."""

import json
import secrets
import string
from ipaddress import ip_network
from typing import Any

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.vpn_connections import _IPSEC_TUNNEL, VPNConnection, VPNConnectionBackend
from moto.ec2.responses import EC2Response
from moto.logs.models import logs_backends
from moto.secretsmanager.models import secretsmanager_backends

from .patching import around

# Seconds, where a tunnel says nothing: https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html
_LIFETIMES = {"Phase1LifetimeSeconds": 28800, "Phase2LifetimeSeconds": 3600}

# AWS asks with other capitals than it answers.
_ANSWERED_AS = {
    "DPDTimeoutSeconds": "DpdTimeoutSeconds",
    "DPDTimeoutAction": "DpdTimeoutAction",
    "IKEVersions": "IkeVersions",
}

_KEY_LETTERS = string.ascii_letters + string.digits + "._"
_HIDDEN = "REDACTED"

# Documentation's addresses (RFC 5737) stand for AWS's at the two sites of a connection.
_OUTSIDE = (ip_network("198.51.100.0/24"), ip_network("203.0.113.0/24"))
_INSIDE = ip_network("169.254.64.0/18")


def keep_large_asns() -> None:
    @around(EC2Response, "create_customer_gateway")
    def create(original: Any, response: Any) -> Any:
        result = original(response)
        result._result["CustomerGateway"].bgp_asn_extended = response._get_param("BgpAsnExtended")
        return result


def have_tunnels() -> None:
    @around(EC2Response, "create_vpn_connection")
    def create(original: Any, response: Any) -> Any:
        storage = response._get_param("PreSharedKeyStorage") or "Standard"
        given = (response._get_param("Options", {}) or {}).get("TunnelOptions") or []
        settings = [_settings(tunnel) for tunnel in [*given, {}, {}][:2]]
        backend = response.ec2_backend
        for tunnel in settings:
            _check(tunnel, backend)
        result = original(response)
        connection = result._result["VpnConnection"]
        place = len(backend.vpn_connections)
        tunnels = [
            {**_made(place, number), "PreSharedKey": _new_key(), **tunnel}
            for number, tunnel in enumerate(settings)
        ]
        if storage == "SecretsManager":
            connection.pre_shared_key_arn = _keep(connection.id, tunnels, backend)
            tunnels = [{**tunnel, "PreSharedKey": _HIDDEN} for tunnel in tunnels]
        connection.options = {
            **connection.options,
            "EnableAcceleration": False,
            "LocalIpv4NetworkCidr": "0.0.0.0/0",
            "RemoteIpv4NetworkCidr": "0.0.0.0/0",
            "OutsideIpAddressType": "PublicIpv4",
            "TunnelInsideIpVersion": "ipv4",
            "TunnelOptions": tunnels,
        }
        return result

    @around(VPNConnectionBackend, "delete_vpn_connection")
    def delete(original: Any, backend: Any, vpn_connection_id: str) -> Any:
        connection = original(backend, vpn_connection_id)
        if arn := getattr(connection, "pre_shared_key_arn", None):
            _secrets(backend).delete_secret(arn, None, force_delete_without_recovery=True)
            connection.pre_shared_key_arn = None
        return connection

    VPNConnection.customer_gateway_configuration = property(_configuration)


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """AWS answers what it was asked for: of defaults it does not speak, but of the log."""
    asked = {_ANSWERED_AS.get(name, name): value for name, value in given.items() if value not in (None, [], {})}
    return {"LogOptions": {"CloudWatchLogOptions": {"LogEnabled": False}}, **asked}


def _check(tunnel: dict[str, Any], backend: Any) -> None:
    longest, lifetime = (int(tunnel.get(name, default)) for name, default in _LIFETIMES.items())
    if lifetime >= longest:
        raise EC2ClientError(
            "InvalidParameterCombination", "Phase2LifetimeSeconds must be less than Phase1LifetimeSeconds."
        )
    arn = tunnel["LogOptions"]["CloudWatchLogOptions"].get("LogGroupArn")
    groups = logs_backends[backend.account_id][backend.region_name].groups
    if arn is not None and arn.split(":log-group:")[-1] not in groups:
        raise EC2ClientError("InvalidParameterValue", f"The log group {arn} does not exist.")


def _made(place: int, number: int) -> dict[str, str]:
    inside = list(_INSIDE.subnets(new_prefix=30))[(2 * place + number) % 4096]
    return {"OutsideIpAddress": str(_OUTSIDE[number][place % 254 + 1]), "TunnelInsideCidr": str(inside)}


def _new_key() -> str:
    """AWS's keys are as long, of the same letters, and do not begin with a zero."""
    return secrets.choice(string.ascii_letters) + "".join(secrets.choice(_KEY_LETTERS) for _ in range(31))


def _keep(connection_id: str, tunnels: list[dict[str, Any]], backend: Any) -> str:
    """AWS does not say what is in the secret that it makes, nor all of its name; only that it is there."""
    keys = {tunnel["OutsideIpAddress"]: tunnel["PreSharedKey"] for tunnel in tunnels}
    made = _secrets(backend).create_secret(
        name=f"s2svpn!{connection_id}",
        secret_string=json.dumps(keys),
        secret_binary=None,
        description="Pre-shared keys of a VPN connection",
        tags=[{"Key": "aws:secretsmanager:owningService", "Value": "s2svpn"}],
        kms_key_id=None,
        client_request_token=None,
        replica_regions=[],
        force_overwrite=False,
    )
    arn: str = (json.loads(made) if isinstance(made, str) else made)["ARN"]
    return arn


def _secrets(backend: Any) -> Any:
    return secretsmanager_backends[backend.account_id][backend.region_name]


def _configuration(connection: VPNConnection) -> str:
    """moto's, with the two tunnels as they are."""
    address = connection.ec2_backend.get_customer_gateway(connection.customer_gateway_id).ip_address
    tunnels = [_in_file(tunnel, address) for tunnel in connection.options["TunnelOptions"]]
    return "\n".join(
        [
            f'<vpn_connection id="{connection.id}">',
            f"<customer_gateway_id>{connection.customer_gateway_id}</customer_gateway_id>",
            f"<vpn_gateway_id>{connection.vpn_gateway_id or ''}</vpn_gateway_id>",
            f"<vpn_connection_type>{connection.type}</vpn_connection_type>",
            *tunnels,
            "</vpn_connection>",
        ]
    )


def _in_file(tunnel: dict[str, Any], customer_address: str) -> str:
    _, aws_inside, customer_inside, _ = ip_network(tunnel["TunnelInsideCidr"])
    text = _IPSEC_TUNNEL
    for old, new in (
        ("12.1.2.3", customer_address),
        ("52.2.144.13", tunnel["OutsideIpAddress"]),
        ("169.254.44.42", str(customer_inside)),
        ("169.254.44.41", str(aws_inside)),
        ("Iw2IAN9XUsQeYUrkMGP3kP59ugFDkfHg", tunnel["PreSharedKey"]),
    ):
        if old not in text:
            raise RuntimeError(f"moto's file of a VPN tunnel no longer has {old}; correct the gap")
        text = text.replace(old, new)
    return text
