"""Target health that depends on the load balancer, as on AWS."""

from typing import Any, Iterable

from moto.elbv2.models import ELBv2Backend, FakeHealthStatus

from .patching import around


def need_a_listener_for_health() -> None:
    @around(ELBv2Backend, "describe_target_health")
    def describe(original: Any, backend: Any, target_group_arn: str, targets: Any) -> Any:
        found = original(backend, target_group_arn, targets)
        if target_group_arn in forwarded_to(backend, backend.load_balancers.values()):
            return found
        return [
            FakeHealthStatus(
                health.instance_id,
                health.port,
                health.health_check_port,
                "unused",
                "Target.NotInUse",
                "Target group is not configured to receive traffic from the load balancer",
            )
            for health in found
        ]


def face_the_internet() -> None:
    @around(ELBv2Backend, "create_load_balancer")
    def create(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        return original(backend, *args, **{**kwargs, "scheme": kwargs.get("scheme") or "internet-facing"})


def forget_deleted_balancers() -> None:
    @around(ELBv2Backend, "delete_load_balancer")
    def delete(original: Any, backend: Any, arn: str) -> None:
        original(backend, arn)
        for target_group in backend.target_groups.values():
            target_group.load_balancer_arns = [one for one in target_group.load_balancer_arns if one != arn]


def forwarded_to(backend: Any, balancers: Iterable[Any]) -> set[str]:
    """The target groups that some listener of the load balancers sends requests to, by default or by a rule."""
    return {
        arn
        for balancer in balancers
        for listener in balancer.listeners.values()
        for rule in listener.rules.values()
        for action in rule.actions
        if action.type == "forward"
        for arn in backend._get_target_group_arns_from(action_data=action.data)
    }
