"""EC2 settings of an account in a region: public sharing, instance metadata, volumes' key, serial console."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses import EC2Response

from .patching import action


def keep_public_sharing_blocks() -> None:
    _block("image", "ImageBlockPublicAccessState", "unblocked")
    _block("snapshot", "State", "unblocked")


def _block(what: str, field: str, off: str) -> None:
    @action(EC2Response, f"enable_{what}_block_public_access")
    def enable(response: Any) -> ActionResult:
        chosen = response._get_param(field if what == "image" else "State")
        _settings(response)[what] = chosen
        return ActionResult({field: chosen})

    @action(EC2Response, f"disable_{what}_block_public_access")
    def disable(response: Any) -> ActionResult:
        _settings(response)[what] = off
        return ActionResult({field: off})

    @action(EC2Response, f"get_{what}_block_public_access_state")
    def get(response: Any) -> ActionResult:
        return ActionResult({field: _settings(response).get(what, off)})


# As in the request; the answer uses the same names.
METADATA_FIELDS = ("HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "InstanceMetadataTags")


def keep_metadata_defaults() -> None:
    @action(EC2Response, "modify_instance_metadata_defaults")
    def modify(response: Any) -> ActionResult:
        defaults = _settings(response).setdefault("metadata", {})
        for field in METADATA_FIELDS:
            value = response._get_param(field)
            if value in ("no-preference", -1):
                defaults.pop(field, None)
            elif value is not None:
                defaults[field] = value
        return ActionResult({"Return": True})

    @action(EC2Response, "get_instance_metadata_defaults")
    def get(response: Any) -> ActionResult:
        return ActionResult({"AccountLevel": dict(_settings(response).get("metadata", {}))})


def tell_default_volume_key() -> None:
    @action(EC2Response, "get_ebs_default_kms_key_id")
    def get(response: Any) -> ActionResult:
        backend = response.ec2_backend
        return ActionResult({"KmsKeyId": backend.default_kms_key_id or backend._create_default_encryption_key()})

    @action(EC2Response, "reset_ebs_default_kms_key_id")
    def reset(response: Any) -> ActionResult:
        return ActionResult({"KmsKeyId": response.ec2_backend._create_default_encryption_key()})


def keep_serial_console_access() -> None:
    for verb, enabled in (("enable", True), ("disable", False)):
        _switch_serial_console(verb, enabled)

    @action(EC2Response, "get_serial_console_access_status")
    def get(response: Any) -> ActionResult:
        return ActionResult({"SerialConsoleAccessEnabled": _settings(response).get("serial_console", False)})


def _switch_serial_console(verb: str, enabled: bool) -> None:
    @action(EC2Response, f"{verb}_serial_console_access")
    def switch(response: Any) -> ActionResult:
        _settings(response)["serial_console"] = enabled
        return ActionResult({"SerialConsoleAccessEnabled": enabled})


def _settings(response: Any) -> dict[str, Any]:
    return response.ec2_backend.__dict__.setdefault("account_settings", {})
