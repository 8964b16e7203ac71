"""Security group rules that keep what was said of them."""

from typing import Any

from moto.ec2.models.security_groups import SecurityGroupRule


def describe_rules_about_groups() -> None:
    of_ranges = SecurityGroupRule.description.fget

    def description(rule: Any) -> str | None:
        return of_ranges(rule) or rule.source_group.get("Description")

    SecurityGroupRule.description = property(description)
