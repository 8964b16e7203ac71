"""The AWS emulator of the sandbox: moto, with what it lacks filled in.

Binds 127.0.0.1 on a port that the operating system chooses and says so on standard output, one line of JSON:
``{"port": 43211}``. State lives in memory only, so every start is an empty cloud. It ends when its standard input
closes, which the kernel does when the process that started it is gone, unless the line ``release`` came before.
"""

import json
import os
import sys
import threading
import traceback
from io import BytesIO
from typing import Any, Callable, Iterable

# Read by moto when it is imported. AWS refuses to start an instance from an image that does not exist, and has
# its managed policies ready to attach.
os.environ["MOTO_ENABLE_AMI_VALIDATION"] = "true"
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"

from botocore.model import OperationNotFoundError  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server  # noqa: E402

from gaps import (  # noqa: E402
    access_logs,
    account_requests,
    account_settings,
    alarms,
    autoscaling,
    backup,
    bucket_policies,
    budgets,
    cache_users,
    caller_identity,
    certificates,
    cloudtrail,
    config_delivery,
    cost_anomalies,
    default_networks,
    delegation,
    efs,
    elasticache,
    images,
    instances,
    key_grants,
    key_signatures,
    launch_templates,
    leaving_instances,
    load_balancers,
    log_destinations,
    networks,
    object_locks,
    organization_policies,
    organizational_units,
    organizations,
    rds,
    route53,
    run_command,
    s3,
    scaling_activities,
    secret_rotation,
    security_hub,
    security_groups,
    sts,
    vpn,
    vpn_tunnels,
)
from gaps.access_analyzer import SIGNING_NAME as ACCESS_ANALYZER  # noqa: E402
from gaps.access_analyzer import AccessAnalyzer  # noqa: E402

# What moto lacks and how it is filled: each entry with what moto does without it.
GAPS: tuple[tuple[Callable[[], None], str], ...] = (
    (autoscaling.spread_over_subnets, "all instances of a group start in its first subnet"),
    (autoscaling.keep_targets_in_step, "a replacement is not registered, a removed instance stays a target"),
    (autoscaling.replace_unhealthy, "SetInstanceHealth has no effect"),
    (autoscaling.show_policies_as_enabled, "scaling policies read as switched off: a change at every run"),
    (autoscaling.keep_how_instances_are_bought, "an update that says nothing of a mixed instances policy takes it away"),
    (
        scaling_activities.tell_activities,
        "a group does not say what it started, and no zone ever runs out of machines",
    ),
    (scaling_activities.try_again, "a group that got no instances tries only once"),
    (
        leaving_instances.keep_them_while_they_go,
        "a lifecycle hook keeps no instance: all of a group that shrinks are gone at once",
    ),
    (leaving_instances.refuse_to_delete_groups_in_use, "a group is deleted with the instances that a hook still keeps"),
    (leaving_instances.end_their_wait, "CompleteLifecycleAction and RecordLifecycleActionHeartbeat are unknown"),
    (load_balancers.need_a_listener_for_health, "targets that no listener sends requests to are healthy"),
    (load_balancers.forget_deleted_balancers, "a target group still names a load balancer that is deleted"),
    (load_balancers.face_the_internet, "a load balancer that is not said to be internal has no scheme"),
    (access_logs.ask_the_bucket_before_access_logs, "load balancers write to any bucket, without its permission"),
    (alarms.keep_state_when_changed, "an alarm that is changed is OK again"),
    (alarms.judge_what_they_watch, "every alarm is OK from the start, whatever it watches"),
    (images.refuse_taken_names, "two images of an account may have one name"),
    (images.tag_snapshots, "CreateImage fails when it is to tag the snapshot too, as Packer asks"),
    (
        images.have_the_instances_root,
        "an image made of an instance has a root device of type standard: nothing can be baked from it",
    ),
    (
        images.keep_encryption,
        "an image made of an encrypted instance is in clear and names no key, and no image says whether it is",
    ),
    (
        instances.take_sizes_from_images,
        "a device of the image must be given a size again by whoever starts it",
    ),
    (instances.take_interfaces_along, "network interfaces outlive their instances: a network could never be emptied"),
    (images.keep_what_is_registered, "RegisterImage drops architecture, root device and tags"),
    (
        images.copy_as_asked,
        "a copy of an image has neither root device, tags nor encryption, and any text is a key",
    ),
    (images.take_a_moment_for_copies, "CopyImage is done at once; nobody would notice a missing wait"),
    (images.keep_metadata_support, "an image forgets how its instances are to ask for their metadata"),
    (images.show_shared_images, "an image with launch permission stays unknown to the other account"),
    (organizations.refuse_taken_emails, "two accounts may have one e-mail address"),
    (
        organizations.take_a_moment_for_accounts,
        "CreateAccount is done at once; nobody would notice a missing wait",
    ),
    (organizational_units.keep_units_in_use, "a unit with accounts in it can be deleted"),
    (organizational_units.refuse_taken_names, "two units of one parent may have one name"),
    (account_requests.limit_accounts, "an organization takes any number of accounts"),
    (account_requests.tell_account_quota, "Service Quotas does not know how many accounts an organization takes"),
    (account_requests.take_as_long_as_told, "no account can be found while it is still being made"),
    (organization_policies.read_documents, "an organization's policy may be of any size and say anything"),
    (
        organization_policies.limit_attachments,
        "policies are attached without their type being enabled, twice, and in any number",
    ),
    (caller_identity.name_users_as_iam_does, "users are told an ARN of STS that no policy would match"),
    (route53.apply_batches_whole, "a change batch that fails has moved the names before the bad one"),
    (route53.give_changes_ids, "all changes have one id, and GetChange knows every id"),
    (route53.make_zones_with_vpc_private, "a zone made with a VPC is public"),
    (certificates.prove_per_account, "the proof of a domain is the same record for every account"),
    (
        s3.refuse_what_would_be_mistaken,
        "an S3 call that moto does not know is taken for another, at worst DeleteBucket",
    ),
    (s3.tell_who_pays, "the question who pays for a bucket is answered with its objects"),
    (s3.tell_retention, "the question how long an object is locked is answered with the object"),
    (s3.keep_compliance_locks, "a compliance lock can be shortened"),
    (bucket_policies.heed_conditions, "a bucket policy's denial holds whatever its condition"),
    (bucket_policies.say_what_was_denied, "what a bucket policy denies is denied without the name of an error"),
    (key_grants.grant_keys_of_other_accounts, "a key of another account cannot be granted, whatever its policy says"),
    (key_grants.refuse_unknown_grantees, "a key is granted to a role that does not exist"),
    (key_signatures.sign_digests, "a digest is signed as if it were the message: nothing outside can verify it"),
    (key_signatures.refuse_wrong_signatures, "verifying a wrong signature succeeds"),
    (key_signatures.sign_while_enabled, "disabled keys and keys on their way out sign"),
    (key_signatures.describe_public_keys, "a public key comes without the ARN and the kind of its key"),
    (object_locks.change_default_retention, "a bucket with objects keeps its default retention for ever"),
    (
        cloudtrail.ask_what_a_trail_uses,
        "a trail's bucket is one of its own account, and bucket, key, log group and organization are not asked",
    ),
    (cloudtrail.delete_by_arn, "a trail that is deleted by its ARN stays"),
    (config_delivery.ask_the_bucket_before_channels, "AWS Config delivers to any bucket, without its permission"),
    (
        log_destinations.ask_what_a_destination_uses,
        "a destination of logs names a stream and a role that do not exist",
    ),
    (
        log_destinations.subscribe_to_destinations,
        "a log group cannot be subscribed to a destination, which is taken for a log group",
    ),
    (security_groups.describe_rules_about_groups, "a rule that names a group loses its description: a refresh shows drift"),
    (sts.refuse_unknown_roles, "roles that do not exist can be assumed"),
    (
        launch_templates.keep_template_tags_apart,
        "a template's own tags come back as its instances': a new version at every run",
    ),
    (
        launch_templates.read_user_data_of_versions,
        "no group can start instances of a template's second version, where that has user data",
    ),
    (networks.keep_flow_log_options, "flow logs forget their file format: each is replaced at every run"),
    (
        networks.ask_the_bucket_before_flow_logs,
        "flow logs go to another account's bucket without its permission",
    ),
    (networks.give_endpoints_an_address_type, "interface endpoints have no address type: a refresh shows drift"),
    (
        networks.route_to_changed_endpoints,
        "an S3 endpoint given another route table has no route there, and can then not be deleted",
    ),
    (networks.limit_acl_entries, "a network ACL takes any number of entries"),
    (default_networks.give_them_internet_gateways, "default networks have no internet gateway and no way out"),
    (
        default_networks.keep_default_subnets_to_them,
        "without the default network, the first subnet of any network is a default one that gives public addresses",
    ),
    (
        default_networks.keep_networks_in_use,
        "networks are deleted with their gateways, and subnets with the interfaces in them",
    ),
    (vpn.keep_connection_options, "VPN connections forget that their routes are static"),
    (vpn_tunnels.keep_large_asns, "customer gateways forget numbers of autonomous systems above 2147483647"),
    (
        vpn_tunnels.have_tunnels,
        "all VPN tunnels have one address and one key, and forget their settings and where the key is kept",
    ),
    (vpn.keep_static_routes, "there are no routes of VPN connections"),
    (vpn.propagate_into_route_tables, "VPN gateways do not propagate into route tables"),
    (account_settings.keep_public_sharing_blocks, "public sharing of images and snapshots cannot be blocked"),
    (account_settings.tell_default_volume_key, "nobody is told which key new volumes get"),
    (account_settings.keep_metadata_defaults, "there are no account defaults for instance metadata"),
    (account_settings.keep_serial_console_access, "serial consoles can be neither allowed nor forbidden"),
    (elasticache.know_parameter_groups, "there are no cache parameter groups"),
    (elasticache.delete_for_good, "a replication group is being deleted for ever, a subnet group stays"),
    (elasticache.count_replicas, "the number of cache clusters does not make replicas"),
    (elasticache.show_members_as_clusters, "members of a replication group are no cache clusters"),
    (cache_users.know_user_groups, "caches have no groups of users"),
    (cache_users.keep_tags_of_users, "groups of users have no tags"),
    (backup.keep_selections, "a backup plan has nothing to back up, and is deleted with what it backs up"),
    (backup.find_tags, "vaults and plans have lost their tags unless their ARN is followed by a slash"),
    (backup.change_plans, "a backup plan cannot be changed"),
    (efs.delete_policies, "the policy of a file system cannot be taken away"),
    (rds.keep_performance_insights, "databases forget that their performance is recorded"),
    (rds.mark_parameters_as_set_by_user, "parameters do not say who set them: a change at every run"),
    (
        run_command.run_shell_scripts,
        "a command sent to an instance has ended well at once, and ran nowhere: here it runs on this machine, in a folder",
    ),
    (run_command.find_commands_by_filters, "commands cannot be found by when they were sent"),
    (run_command.cancel_commands, "a command cannot be cancelled"),
    (run_command.know_instances, "nobody can ask which instances the agent of Systems Manager answers for"),
    (budgets.tell_subscribers, "subscribers of a budget are kept but not told"),
    (budgets.keep_tags, "budgets have no tags"),
    (cost_anomalies.keep_monitors, "there are no monitors of cost anomalies"),
    (cost_anomalies.keep_subscriptions, "there are no subscriptions to cost anomalies"),
    (delegation.need_service_access, "an account may administer a service that the organization does not trust"),
    (delegation.let_config_be_delegated, "no account can be given AWS Config to administer"),
    (
        delegation.give_guardduty_one_administrator,
        "GuardDuty has any number of administrators, which nobody can remove and whose detectors are missing",
    ),
    (
        delegation.give_security_hub_one_administrator,
        "the administrator of Security Hub can be neither looked up nor removed",
    ),
    (security_hub.keep_settings, "Security Hub has no settings"),
    (
        secret_rotation.run_rotation_functions,
        "a rotation needs a container for its function, and a secret that has a value already",
    ),
    (
        secret_rotation.move_the_current_label_of_a_new_secret,
        "the first rotation of a secret without a value cannot be finished",
    ),
)

# Tells the gateway that an answer is the emulator's own: "unknown" where moto does not know the service or the call,
# "failed" where it broke down. What AWS itself would refuse never carries it.
ERROR_HEADER = "X-Emulator-Error"

# A page of the emulator's own, which is no call of AWS: instances that wait for their lifecycle hook, as JSON. Nothing
# runs in them, so that the gateway does for them what the image's drain does.
LEAVING_INSTANCES = "/_emulator/leaving-instances"

StartResponse = Callable[..., Any]


class OneAtATime:
    """Serves one request at a time, and turns a failure inside moto into an answer that says so.

    moto keeps its state in plain dictionaries that many threads may not change while another walks over them.
    Python runs one thread at a time anyway, so the lock costs no speed. The body is read before the lock is
    taken: a slow sender holds up nobody.
    """

    def __init__(self, application: Any) -> None:
        self._application = application
        self._access_analyzer = AccessAnalyzer()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = _read_body(environ)
        with self._lock:
            try:
                if environ.get("PATH_INFO") == LEAVING_INSTANCES:
                    return _tell_leaving(start_response)
                return list(self._service(environ)(environ, start_response))
            except (NotImplementedError, OperationNotFoundError) as error:
                return _tell(start_response, "unknown", error)
            except Exception as error:  # noqa: BLE001: whatever moto failed with, the caller gets an answer
                traceback.print_exc()
                return _tell(start_response, "failed", error)

    def _service(self, environ: dict[str, Any]) -> Any:
        is_analyzer = f"/{ACCESS_ANALYZER}/aws4_request" in environ.get("HTTP_AUTHORIZATION", "")
        return self._access_analyzer if is_analyzer else self._application


def _tell(start_response: StartResponse, kind: str, error: Exception) -> list[bytes]:
    reason = f"{type(error).__name__}: {error}".encode("utf-8", "replace")
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(reason))),
        (ERROR_HEADER, kind),
    ]
    start_response("501 Not Implemented", headers, sys.exc_info())
    return [reason]


def _tell_leaving(start_response: StartResponse) -> list[bytes]:
    body = json.dumps(leaving_instances.leaving_instances()).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


class KnownServices(DomainDispatcherApplication):
    """moto's dispatcher, which fails in odd ways over a service that moto does not have."""

    def get_backend_for_host(self, host: str | None) -> Any:
        backend = super().get_backend_for_host(host)
        if host is not None and backend is None:
            raise NotImplementedError(f"{host} is no service of moto")
        return backend


def _read_body(environ: dict[str, Any]) -> BytesIO:
    if environ.get("wsgi.input_terminated"):
        return BytesIO(environ["wsgi.input"].read())
    return BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


class QuietRequestHandler(MotoRequestHandler):
    """The gateway counts requests; the log is for failures."""

    def log_request(self, *_args: Any) -> None:
        pass


def _end_with_starter() -> None:
    if b"release" not in sys.stdin.buffer.read():
        os._exit(0)


def main() -> None:
    for fill, _reason in GAPS:
        fill()
    application = OneAtATime(KnownServices(create_backend_app))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=QuietRequestHandler)
    os.environ["MOTO_PORT"] = str(server.server_port)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    # moto prints notes of its own; the starter listens for one line only.
    sys.stdout = sys.stderr
    server.serve_forever()


if __name__ == "__main__":
    main()
