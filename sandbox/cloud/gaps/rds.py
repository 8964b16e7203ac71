"""Parameters of database parameter groups that say who set them."""

from typing import Any

from moto.rds.models import DBParameterGroup

from .patching import around


def mark_parameters_as_set_by_user() -> None:
    @around(DBParameterGroup, "update_parameters")
    def update(original: Any, group: Any, new_parameters: Any) -> None:
        original(group, [{**parameter, "Source": "user"} for parameter in new_parameters])
