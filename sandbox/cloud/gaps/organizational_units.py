"""Organizational units that keep what is in them, and that have one name each."""

from typing import Any

from moto.organizations.exceptions import DuplicateOrganizationalUnitException, OrganizationsClientError
from moto.organizations.models import OrganizationsBackend

from .patching import around


def keep_units_in_use() -> None:
    @around(OrganizationsBackend, "delete_organizational_unit")
    def delete(original: Any, backend: Any, **kwargs: Any) -> None:
        unit_id = kwargs["OrganizationalUnitId"]
        # Closed accounts, too, stay in their unit until they are gone for good.
        if any(child.parent_id == unit_id for child in [*backend.accounts, *_units(backend)]):
            raise OrganizationsClientError(
                "OrganizationalUnitNotEmptyException",
                "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child "
                "OUs, and try the operation again.",
            )
        original(backend, **kwargs)


def refuse_taken_names() -> None:
    @around(OrganizationsBackend, "create_organizational_unit")
    def create(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        wanted = (kwargs["ParentId"], kwargs["Name"])
        if any((unit.parent_id, unit.name) == wanted for unit in _units(backend)):
            raise DuplicateOrganizationalUnitException
        return original(backend, **kwargs)


def _units(backend: Any) -> list[Any]:
    return [unit for unit in backend.ou if unit.type == "ORGANIZATIONAL_UNIT"]
