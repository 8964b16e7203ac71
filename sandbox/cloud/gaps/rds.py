"""RDS: parameters that say who set them, and performance insights."""

from typing import Any

from moto.rds.models import DBInstance, DBParameterGroup

from .patching import around


def mark_parameters_as_set_by_user() -> None:
    @around(DBParameterGroup, "update_parameters")
    def update(original: Any, group: Any, new_parameters: Any) -> None:
        original(group, [{**parameter, "Source": "user"} for parameter in new_parameters])


def keep_performance_insights() -> None:
    @around(DBInstance, "__init__")
    def create(original: Any, instance: Any, *args: Any, **kwargs: Any) -> None:
        original(instance, *args, **kwargs)
        instance.performance_insights_enabled = kwargs.get("enable_performance_insights") or False
        if instance.performance_insights_enabled:
            instance.performance_insights_kms_key_id = kwargs.get("performance_insights_kms_key_id")
            # Days; what costs nothing.
            instance.performance_insights_retention_period = (
                kwargs.get("performance_insights_retention_period") or 7
            )
