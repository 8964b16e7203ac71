"""What an Auto Scaling group tells of its instances: which it started, and why it could not start others."""

import uuid
from datetime import datetime, timezone
from typing import Any

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult

from .patching import around

# Tag of a subnet whose zone is to have no machines left, as AWS's zones sometimes have not.
NO_CAPACITY_TAG = "sandbox:no-capacity"


def tell_activities() -> None:
    @around(AutoScalingResponse, "describe_scaling_activities")
    def describe(_original: Any, response: Any) -> Any:
        name = response._get_param("AutoScalingGroupName")
        groups = response.autoscaling_backend.autoscaling_groups
        asked = [groups[name]] if name in groups else [] if name else list(groups.values())
        told = [activity for group in asked for activity in _activities(group)]
        return ActionResult({"Activities": sorted(told, key=lambda one: one["StartTime"], reverse=True)})

    @around(FakeAutoScalingGroup, "replace_autoscaling_group_instances")
    def launch(original: Any, group: Any, count: int, tags: dict[str, str]) -> None:
        subnets = _subnets(group)
        usable = [subnet for subnet in subnets if not _is_empty(group, subnet)]
        for subnet in subnets:
            if subnet not in usable:
                _activities(group).append(_failure(group, subnet))
        if subnets and not usable:
            group.sandbox_short = True
            return
        before = {state.instance.id for state in group.instance_states}
        group.vpc_zone_identifier = ",".join(usable) or group.vpc_zone_identifier
        try:
            original(group, count, tags)
        finally:
            group.vpc_zone_identifier = ",".join(subnets) or group.vpc_zone_identifier
        for state in group.instance_states:
            if state.instance.id not in before:
                _activities(group).append(_success(group, state.instance.id))


def try_again() -> None:
    """A group without its instances goes on trying; here it does when somebody looks at it."""

    @around(AutoScalingBackend, "describe_auto_scaling_groups")
    def describe(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        for group in list(backend.autoscaling_groups.values()):
            is_short = "sandbox_short" in group.__dict__
            if not is_short or all(_is_empty(group, subnet) for subnet in _subnets(group)):
                continue
            # Taken in one step: of several who look at the same time, one starts the instances.
            if group.__dict__.pop("sandbox_short", False):
                missing = (group.desired_capacity or 0) - len(group.active_instances())
                if missing > 0:
                    group.replace_autoscaling_group_instances(missing, group.get_propagated_tags())
                    backend.update_attached_target_groups(group.name)
        return original(backend, *args, **kwargs)


def _activities(group: Any) -> list[dict[str, Any]]:
    if not hasattr(group, "sandbox_activities"):
        group.sandbox_activities = []
    return group.sandbox_activities


def _subnets(group: Any) -> list[str]:
    return group.vpc_zone_identifier.split(",") if group.vpc_zone_identifier else []


def _is_empty(group: Any, subnet_id: str) -> bool:
    return any(tag["key"] == NO_CAPACITY_TAG for tag in group.ec2_backend.get_subnet(subnet_id).get_tags())


def _success(group: Any, instance_id: str) -> dict[str, Any]:
    return _activity(group, f"Launching a new EC2 instance: {instance_id}", "Successful")


def _failure(group: Any, subnet_id: str) -> dict[str, Any]:
    zone = group.ec2_backend.get_subnet(subnet_id).availability_zone
    message = (
        f"We currently do not have sufficient {_instance_type(group)} capacity in the Availability Zone you requested "
        f"({zone}). Our system will be working on provisioning additional capacity. Launching EC2 instance failed."
    )
    return {
        **_activity(group, f"Launching a new EC2 instance.  Status Reason: {message}", "Failed"),
        "StatusMessage": message,
    }


def _instance_type(group: Any) -> str:
    version = group.ec2_launch_template.get_version(group.launch_template_version)
    return version.data.get("InstanceType", "m1.small")


def _activity(group: Any, description: str, status: str) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    return {
        "ActivityId": str(uuid.uuid4()),
        "AutoScalingGroupName": group.name,
        "AutoScalingGroupARN": group.arn,
        "Description": description,
        "Cause": f"At {now.isoformat()} there were fewer instances than desired.",
        "StartTime": now,
        "EndTime": now,
        "StatusCode": status,
        "Progress": 100,
    }
