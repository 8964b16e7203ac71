"""IAM Access Analyzer: analyzers that can be made, found, tagged and deleted. They find nothing."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, unquote

from moto.core.utils import iso_8601_datetime_without_milliseconds, utcnow
from moto.iam.models import get_account_id_from

from .delegation import may_administer

SIGNING_NAME = "access-analyzer"
SERVICE = "access-analyzer.amazonaws.com"

Answer = tuple[int, dict[str, Any]]


class AccessAnalyzer:
    """The service as a WSGI application: moto has no place where a whole service could be added."""

    def __init__(self) -> None:
        self._analyzers: dict[tuple[str, str, str], dict[str, Any]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        status, answer = self._answer(environ)
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        if status >= 400:
            headers.append(("x-amzn-ErrorType", answer["__type"]))
        start_response(f"{status} {'OK' if status < 400 else 'Error'}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        access_key, _, region = environ["HTTP_AUTHORIZATION"].split("Credential=")[1].split("/")[:3]
        owner = (get_account_id_from(access_key), region)
        method = environ["REQUEST_METHOD"]
        path = unquote(environ["PATH_INFO"])
        body = json.loads(environ["wsgi.input"].read() or b"{}")
        if method == "PUT" and path == "/analyzer":
            return self._create(owner, body)
        if method == "GET" and path == "/analyzer":
            return 200, {"analyzers": [found for key, found in self._analyzers.items() if key[:2] == owner]}
        named = re.fullmatch(r"/analyzer/([^/]+)", path)
        tagged = re.fullmatch(r"/tags/arn:[^/]*analyzer/(.+)", path)
        match = named or tagged
        if match is None:
            raise NotImplementedError(f"{method} {path} of Access Analyzer")
        key = (*owner, match.group(1))
        analyzer = self._analyzers.get(key)
        if analyzer is None:
            return _error(404, "ResourceNotFoundException", f"Analyzer {key[2]} not found.")
        if named:
            return self._named(method, key)
        return _tags(method, analyzer, body, parse_qs(environ.get("QUERY_STRING", "")).get("tagKeys", []))

    def _create(self, owner: tuple[str, str], body: dict[str, Any]) -> Answer:
        account_id, region = owner
        name = body["analyzerName"]
        if (*owner, name) in self._analyzers:
            return _error(409, "ConflictException", f"Analyzer {name} already exists.")
        if body["type"].startswith("ORGANIZATION") and not may_administer(account_id, SERVICE):
            reason = "You must be the management account or a delegated administrator of the organization."
            return _error(400, "ValidationException", reason)
        arn = f"arn:aws:access-analyzer:{region}:{account_id}:analyzer/{name}"
        self._analyzers[(*owner, name)] = {
            "arn": arn,
            "name": name,
            "type": body["type"],
            "createdAt": iso_8601_datetime_without_milliseconds(utcnow()),
            "status": "ACTIVE",
            "tags": body.get("tags", {}),
            **({"configuration": body["configuration"]} if body.get("configuration") else {}),
        }
        return 200, {"arn": arn}

    def _named(self, method: str, key: tuple[str, str, str]) -> Answer:
        if method == "GET":
            return 200, {"analyzer": self._analyzers[key]}
        if method == "DELETE":
            del self._analyzers[key]
            return 200, {}
        raise NotImplementedError(f"{method} of an analyzer")


def _tags(method: str, analyzer: dict[str, Any], body: dict[str, Any], keys: list[str]) -> Answer:
    if method == "POST":
        analyzer["tags"] = {**analyzer["tags"], **body["tags"]}
    elif method == "DELETE":
        analyzer["tags"] = {key: value for key, value in analyzer["tags"].items() if key not in keys}
    return 200, {"tags": analyzer["tags"]} if method == "GET" else {}


def _error(status: int, code: str, message: str) -> Answer:
    return status, {"__type": code, "message": message}
