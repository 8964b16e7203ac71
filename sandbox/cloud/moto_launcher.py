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
    account_settings,
    autoscaling,
    budgets,
    certificates,
    elasticache,
    images,
    instances,
    launch_templates,
    load_balancers,
    organizations,
    rds,
    route53,
    s3,
    security_groups,
    sts,
    vpn,
)
from gaps.access_analyzer import SIGNING_NAME as ACCESS_ANALYZER  # noqa: E402
from gaps.access_analyzer import AccessAnalyzer  # noqa: E402

# What moto lacks and how it is filled: each entry with what moto does without it.
GAPS: tuple[tuple[Callable[[], None], str], ...] = (
    (autoscaling.spread_over_subnets, "all instances of a group start in its first subnet"),
    (autoscaling.keep_targets_in_step, "a replacement is not registered, a removed instance stays a target"),
    (autoscaling.replace_unhealthy, "SetInstanceHealth has no effect"),
    (autoscaling.show_policies_as_enabled, "scaling policies read as switched off: a change at every run"),
    (load_balancers.need_a_listener_for_health, "targets that no listener sends requests to are healthy"),
    (images.refuse_taken_names, "two images of an account may have one name"),
    (images.tag_snapshots, "CreateImage fails when it is to tag the snapshot too, as Packer asks"),
    (
        images.have_the_instances_root,
        "an image made of an instance has a root device of type standard: nothing can be baked from it",
    ),
    (
        instances.take_sizes_from_images,
        "a device of the image must be given a size again by whoever starts it",
    ),
    (images.keep_what_is_registered, "RegisterImage drops architecture, root device and tags"),
    (images.show_shared_images, "an image with launch permission stays unknown to the other account"),
    (organizations.refuse_taken_emails, "two accounts may have one e-mail address"),
    (
        organizations.take_a_moment_for_accounts,
        "CreateAccount is done at once; nobody would notice a missing wait",
    ),
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
    (security_groups.describe_rules_about_groups, "a rule that names a group loses its description: a refresh shows drift"),
    (sts.refuse_unknown_roles, "roles that do not exist can be assumed"),
    (
        launch_templates.keep_template_tags_apart,
        "a template's own tags come back as its instances': a new version at every run",
    ),
    (vpn.keep_connection_options, "VPN connections forget that their routes are static"),
    (vpn.keep_static_routes, "there are no routes of VPN connections"),
    (vpn.propagate_into_route_tables, "VPN gateways do not propagate into route tables"),
    (account_settings.keep_public_sharing_blocks, "public sharing of images and snapshots cannot be blocked"),
    (account_settings.keep_metadata_defaults, "there are no account defaults for instance metadata"),
    (elasticache.know_parameter_groups, "there are no cache parameter groups"),
    (elasticache.delete_for_good, "a replication group is being deleted for ever, a subnet group stays"),
    (elasticache.count_replicas, "the number of cache clusters does not make replicas"),
    (elasticache.show_members_as_clusters, "members of a replication group are no cache clusters"),
    (rds.mark_parameters_as_set_by_user, "parameters do not say who set them: a change at every run"),
    (budgets.tell_subscribers, "subscribers of a budget are kept but not told"),
    (budgets.keep_tags, "budgets have no tags"),
)

# Tells the gateway that an answer is the emulator's own: "unknown" where moto does not know the service or the call,
# "failed" where it broke down. What AWS itself would refuse never carries it.
ERROR_HEADER = "X-Emulator-Error"

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
