"""Accounts that administer a security service for the whole organization."""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.guardduty import urls as guardduty_urls
from moto.guardduty.models import guardduty_backends
from moto.guardduty.responses import GuardDutyResponse
from moto.organizations.exceptions import InvalidInputException
from moto.organizations.models import (
    FakeDelegatedAdministrator,
    OrganizationsBackend,
    organizations_backends,
)
from moto.securityhub import urls as securityhub_urls
from moto.securityhub.models import SecurityHubBackend, securityhub_backends
from moto.securityhub.responses import SecurityHubResponse

from .patching import action, around


def need_service_access() -> None:
    @around(OrganizationsBackend, "register_delegated_administrator")
    def register(original: Any, backend: Any, **kwargs: Any) -> None:
        service = kwargs["ServicePrincipal"]
        if all(enabled["ServicePrincipal"] != service for enabled in backend.services):
            raise InvalidInputException("You specified an unrecognized service principal.")
        original(backend, **kwargs)


def let_config_be_delegated() -> None:
    FakeDelegatedAdministrator.SUPPORTED_SERVICES.append("config.amazonaws.com")


def may_administer(account_id: str, service: str) -> bool:
    """Whether an account works for its whole organization in a service: it manages it, or was made its administrator."""
    backend = organizations_backends[account_id]["aws"]
    if backend.org is not None:
        return True
    master_id = organizations_backends.master_accounts.get(account_id)
    admins = organizations_backends[master_id[0]]["aws"].admins if master_id else []
    return any(admin.account.id == account_id and service in admin.services for admin in admins)


def give_guardduty_one_administrator() -> None:
    guardduty_urls.url_paths["{0}/admin/disable$"] = GuardDutyResponse.dispatch

    @around(GuardDutyResponse, "enable_organization_admin_account")
    def enable(original: Any, response: Any) -> str:
        admin_id = response._get_param("adminAccountId")
        known = response.guardduty_backend.admin_account_ids
        if known:
            raise _already_delegated("BadRequestException", known[0])
        _check_member(response, admin_id, "BadRequestException")
        answer = original(response)
        admins = guardduty_backends[admin_id][response.region]
        # GuardDuty is switched on in the administrator's account, and stays so.
        if not admins.detectors:
            admins.create_detector(True, "SIX_HOURS", {}, {}, [])
        return answer

    @action(GuardDutyResponse, "disable_organization_admin_account")
    def disable(response: Any) -> str:
        admin_id = response._get_param("adminAccountId")
        known = response.guardduty_backend.admin_account_ids
        if admin_id not in known:
            raise JsonRESTError(
                "BadRequestException",
                f"The request failed because account {admin_id} is not the delegated administrator.",
            )
        known.remove(admin_id)
        return "{}"


def give_security_hub_one_administrator() -> None:
    securityhub_urls.url_paths["{0}/organization/admin$"] = SecurityHubResponse.dispatch
    securityhub_urls.url_paths["{0}/organization/admin/disable$"] = SecurityHubResponse.dispatch

    @around(SecurityHubBackend, "enable_organization_admin_account")
    def enable(original: Any, backend: Any, admin_account_id: str) -> None:
        known = backend._get_org_config()["admin_account_id"]
        if known not in (None, admin_account_id):
            raise _already_delegated("ResourceConflictException", known)
        original(backend, admin_account_id=admin_account_id)
        admins = securityhub_backends[admin_account_id][backend.region_name]
        if not admins.enabled:
            admins.enable_security_hub()

    @action(SecurityHubResponse, "list_organization_admin_accounts")
    def list_admins(response: Any) -> str:
        known = response.securityhub_backend._get_org_config()["admin_account_id"]
        return json.dumps({"AdminAccounts": [{"AccountId": known, "Status": "ENABLED"}] if known else []})

    @action(SecurityHubResponse, "disable_organization_admin_account")
    def disable(response: Any) -> str:
        config = response.securityhub_backend._get_org_config()
        admin_id = json.loads(response.body)["AdminAccountId"]
        if config["admin_account_id"] != admin_id:
            raise JsonRESTError("InvalidInputException", f"Account {admin_id} is not the administrator.")
        config["admin_account_id"] = None
        return "{}"


def _already_delegated(code: str, admin_id: str) -> JsonRESTError:
    return JsonRESTError(
        code,
        f"The request failed because account {admin_id} is already the delegated administrator of the organization.",
    )


def _check_member(response: Any, account_id: str, code: str) -> None:
    backend = organizations_backends[response.current_account]["aws"]
    if backend.org is None or all(account.id != account_id for account in backend.accounts):
        raise JsonRESTError(
            code, f"The request failed because {account_id} is no account of an organization that the caller manages."
        )
