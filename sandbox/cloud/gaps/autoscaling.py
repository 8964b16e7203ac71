"""Auto Scaling groups that spread, heal and keep their target groups up to date, as those of AWS do."""

from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, FakeScalingPolicy

from .patching import around


def spread_over_subnets() -> None:
    @around(FakeAutoScalingGroup, "replace_autoscaling_group_instances")
    def launch(original: Any, group: Any, count: int, tags: dict[str, str]) -> None:
        subnets = group.vpc_zone_identifier
        if not subnets:
            original(group, count, tags)
            return
        try:
            for _ in range(count):
                group.vpc_zone_identifier = min(
                    subnets.split(","), key=lambda subnet: _running_in(group, subnet)
                )
                original(group, 1, dict(tags))
        finally:
            group.vpc_zone_identifier = subnets


def _running_in(group: Any, subnet_id: str) -> int:
    return sum(1 for state in group.active_instances() if state.instance.subnet_id == subnet_id)


def keep_targets_in_step() -> None:
    @around(AutoScalingBackend, "create_auto_scaling_group")
    def create(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        unknown = [
            arn for arn in kwargs["target_group_arns"] or [] if arn not in backend.elbv2_backend.target_groups
        ]
        if unknown:
            raise ValidationError(
                "Provided Target Groups may not be valid. Please ensure they exist and try again."
            )
        return original(backend, *args, **kwargs)

    @around(AutoScalingBackend, "update_attached_target_groups")
    def register(_original: Any, backend: Any, group_name: str) -> None:
        group = backend.autoscaling_groups[group_name]
        # One that a hook keeps while it goes still runs, and gets no requests any more.
        running = [state.instance.id for state in group.active_instances() if state.instance.state == "running"]
        for arn in group.target_group_arns:
            # A target group may be deleted before the group that feeds it.
            target_group = backend.elbv2_backend.target_groups.get(arn)
            if target_group is not None:
                new = [instance_id for instance_id in running if instance_id not in target_group.targets]
                target_group.register([{"Id": instance_id} for instance_id in new])

    @around(FakeAutoScalingGroup, "set_desired_capacity")
    def scale(original: Any, group: Any, capacity: int | None) -> None:
        before = {state.instance.id for state in group.instance_states}
        original(group, capacity)
        gone = before - {state.instance.id for state in group.instance_states}
        group.autoscaling_backend.elbv2_backend.notify_terminate_instances(list(gone))

    @around(AutoScalingBackend, "notify_terminate_instances")
    def heal(original: Any, backend: Any, instance_ids: list[str]) -> None:
        hit = [
            group.name
            for group in backend.autoscaling_groups.values()
            if any(state.instance.id in instance_ids for state in group.instance_states)
        ]
        original(backend, instance_ids)
        for name in hit:
            backend.update_attached_target_groups(name)


def replace_unhealthy() -> None:
    @around(AutoScalingBackend, "set_instance_health")
    def set_health(original: Any, backend: Any, instance_id: str, health_status: str) -> None:
        original(backend, instance_id, health_status)
        group = backend.ec2_backend.get_instance(instance_id).autoscaling_group
        suspended = {process["ProcessName"] for process in group.suspended_processes}
        if health_status == "Unhealthy" and "ReplaceUnhealthy" not in suspended:
            backend.ec2_backend.terminate_instances([instance_id])
            backend.notify_terminate_instances([instance_id])
            backend.elbv2_backend.notify_terminate_instances([instance_id])


def show_policies_as_enabled() -> None:
    @around(FakeScalingPolicy, "__init__")
    def init(original: Any, policy: Any, *args: Any, **kwargs: Any) -> None:
        original(policy, *args, **kwargs)
        policy.enabled = True
        policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None


def keep_how_instances_are_bought() -> None:
    @around(FakeAutoScalingGroup, "update")
    def update(original: Any, group: Any, *args: Any, **kwargs: Any) -> None:
        policy = group.mixed_instances_policy
        original(group, *args, **kwargs)
        if kwargs["mixed_instances_policy"] is None and not kwargs["launch_template"]:
            group.mixed_instances_policy = policy
