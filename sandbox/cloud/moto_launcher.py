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

from gaps import leaving_instances  # noqa: E402
from gaps.access_analyzer import SIGNING_NAME as ACCESS_ANALYZER  # noqa: E402
from gaps.access_analyzer import AccessAnalyzer  # noqa: E402
from gaps.every_gap import fill_every_gap  # noqa: E402

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
    fill_every_gap()
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
