import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { type PullRequest, pullRequestOf, writeComment } from "../../../cli/preview/comment";
import { MARKER } from "../../../cli/preview/markdown";

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

describe("the comment on GitHub", () => {
  let server: Server;
  let calls: Call[] = [];
  let answer: (call: Call) => { readonly status: number; readonly body: unknown };
  before((done) => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const call = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
        calls.push(call);
        const { status, body: content } = answer(call);
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(content));
      });
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  beforeEach(() => {
    calls = [];
  });

  const pullRequest = (): PullRequest => ({
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    repository: "acme/platform",
    number: 42,
    token: "t0ken",
  });
  const write = (body = `${MARKER}\nnew`) => writeComment(pullRequest(), body, new AbortController().signal);
  const comment = (id: number, body: string) => ({ id, body });
  const made = { status: 201, body: { html_url: "https://github.com/acme/platform/pull/42#1" } };
  const changed = { status: 200, body: { html_url: "https://github.com/acme/platform/pull/42#7" } };
  const did = () => calls.map(({ method, url }) => `${method} ${url}`);

  it("is a new one where there is none", async () => {
    answer = ({ method }) =>
      method === "GET"
        ? { status: 200, body: [comment(1, "hello"), comment(2, `not at its beginning ${MARKER}`)] }
        : made;
    assert.equal(await write(), made.body.html_url);
    assert.deepEqual(did(), [
      "GET /repos/acme/platform/issues/42/comments?per_page=100&page=1",
      "POST /repos/acme/platform/issues/42/comments",
    ]);
    assert.deepEqual(JSON.parse(calls[1]?.body ?? ""), { body: `${MARKER}\nnew` });
    assert.equal(calls[1]?.headers.authorization, "Bearer t0ken");
  });

  it("is written over the one of an earlier run", async () => {
    answer = ({ method }) =>
      method === "GET" ? { status: 200, body: [comment(1, "hello"), comment(7, `${MARKER}\nold`)] } : changed;
    assert.equal(await write(), changed.body.html_url);
    assert.deepEqual(did().slice(1), ["PATCH /repos/acme/platform/issues/comments/7"]);
    assert.deepEqual(JSON.parse(calls[1]?.body ?? ""), { body: `${MARKER}\nnew` });
  });

  it("is found behind many others", async () => {
    const full = Array.from({ length: 100 }, (_, index) => comment(index, "hello"));
    answer = ({ method, url }) =>
      method !== "GET"
        ? changed
        : { status: 200, body: url.endsWith("page=1") ? full : [comment(700, MARKER)] };
    await write();
    assert.deepEqual(did().at(-1), "PATCH /repos/acme/platform/issues/comments/700");
  });

  it("is a new one where the found one is somebody else's", async () => {
    answer = ({ method }) =>
      method === "GET"
        ? { status: 200, body: [comment(7, MARKER)] }
        : method === "PATCH"
          ? { status: 403, body: { message: "no" } }
          : made;
    assert.equal(await write(), made.body.html_url);
  });

  it("fails in words", async () => {
    answer = () => ({ status: 401, body: { message: "Bad credentials" } });
    await assert.rejects(write(), /GitHub refused the comment: 401 Bad credentials\. The token needs/);
    answer = ({ method }) =>
      method === "GET" ? { status: 200, body: [] } : { status: 422, body: { message: "body is too long" } };
    await assert.rejects(write(), /GitHub refused the comment: 422 body is too long\.$/);
    await assert.rejects(
      writeComment({ ...pullRequest(), api: "http://127.0.0.1:1" }, "x", new AbortController().signal),
      /GitHub could not be reached/,
    );
  });

  it("stops when the program is asked to end", async () => {
    answer = () => ({ status: 200, body: [] });
    const ended = new AbortController();
    ended.abort(new Error("asked to end"));
    await assert.rejects(writeComment(pullRequest(), "x", ended.signal), /asked to end/);
  });
});

describe("the pull request of a run", () => {
  const environment = {
    GITHUB_TOKEN: "t",
    GITHUB_REPOSITORY: "acme/platform",
    GITHUB_REF: "refs/pull/42/merge",
    GITHUB_API_URL: "https://github.acme.example/api/v3/",
  };

  it("is what GitHub Actions says", () => {
    assert.deepEqual(pullRequestOf(environment, undefined), {
      api: "https://github.acme.example/api/v3",
      repository: "acme/platform",
      number: 42,
      token: "t",
    });
  });

  it("is another one where somebody says so", () => {
    const { number, api } = pullRequestOf({ ...environment, GITHUB_API_URL: undefined }, 7);
    assert.deepEqual([number, api], [7, "https://api.github.com"]);
  });

  it("is not guessed: everything that is missing is named", () => {
    const missing = (changed: object) => {
      try {
        pullRequestOf({ ...environment, ...changed }, undefined);
      } catch (error) {
        return (error as { readonly reasons: readonly string[] }).reasons.map(
          (reason) => reason.split(":")[0],
        );
      }
      return [];
    };
    assert.deepEqual(missing({ GITHUB_TOKEN: "" }), ["GITHUB_TOKEN"]);
    assert.deepEqual(missing({ GITHUB_REPOSITORY: "../x/y" }), ["GITHUB_REPOSITORY"]);
    assert.deepEqual(missing({ GITHUB_REF: "refs/heads/main" }), ["the number of the pull request"]);
    assert.equal(
      missing({ GITHUB_TOKEN: undefined, GITHUB_REPOSITORY: undefined, GITHUB_REF: undefined }).length,
      3,
    );
  });
});
