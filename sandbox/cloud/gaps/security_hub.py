"""Settings of Security Hub, which the Terraform provider sets right after it has switched it on."""

import json
from typing import Any

from moto.securityhub.models import SecurityHubBackend
from moto.securityhub.responses import SecurityHubResponse

from .patching import action, around

_SETTINGS = ("AutoEnableControls", "ControlFindingGenerator")


def keep_settings() -> None:
    @action(SecurityHubResponse, "update_security_hub_configuration")
    def update(response: Any) -> str:
        backend = response.securityhub_backend
        # Fails as AWS does where the account has no hub.
        backend.describe_hub()
        asked = json.loads(response.body) if response.body else {}
        kept = backend.__dict__.setdefault("duotone_settings", {})
        kept.update({name: asked[name] for name in _SETTINGS if asked.get(name) is not None})
        return "{}"

    @around(SecurityHubBackend, "describe_hub")
    def describe(original: Any, backend: SecurityHubBackend, hub_arn: str | None = None) -> dict[str, Any]:
        return {**original(backend, hub_arn), **backend.__dict__.get("duotone_settings", {})}

    @around(SecurityHubBackend, "disable_security_hub")
    def disable(original: Any, backend: SecurityHubBackend) -> dict[str, Any]:
        answer = original(backend)
        backend.__dict__.pop("duotone_settings", None)
        return answer
