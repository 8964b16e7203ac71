import { z } from "zod";

import { CliError, usageError } from "../cliError";
import { EXIT } from "../exitCodes";
import { MARKER } from "./markdown";

/** A pull request, and how to reach it. */
export interface PullRequest {
  /** For example `https://api.github.com`. */
  readonly api: string;

  /** `<owner>/<name>` */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
}

/** Milliseconds for one answer. */
const LIMIT = 30_000;

/** Comments of one page, the most that there are; https://docs.github.com/en/rest/issues/comments */
const PAGE = 100;

/** Pages that are looked through: GitHub takes at most 2,500 comments on a pull request. */
const MOST_PAGES = 25;

const commentsSchema = z.array(z.object({ id: z.number(), body: z.string().nullish() }));
const commentSchema = z.object({ html_url: z.string() });

/**
 * Writes the comment of this program on a pull request: over the one of an earlier run, or as a new one.
 *
 * @returns Its address.
 */
export async function writeComment(of: PullRequest, body: string, signal: AbortSignal): Promise<string> {
  const issue = `/repos/${of.repository}/issues`;
  const earlier = await findComment(of, `${issue}/${of.number}/comments`, signal);
  if (earlier !== undefined) {
    const answer = await call(of, "PATCH", `${issue}/comments/${earlier}`, { body }, signal);
    // A comment of somebody else that begins in the same way may not be changed.
    if (answer.status !== 403 && answer.status !== 404) {
      return commentSchema.parse(await jsonOf(answer)).html_url;
    }
  }
  const answer = await call(of, "POST", `${issue}/${of.number}/comments`, { body }, signal);
  return commentSchema.parse(await jsonOf(answer)).html_url;
}

async function findComment(of: PullRequest, path: string, signal: AbortSignal): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await call(of, "GET", `${path}?per_page=${PAGE}&page=${page}`, undefined, signal);
    const comments = commentsSchema.parse(await jsonOf(answer));
    const found = comments.find(({ body }) => body?.startsWith(MARKER) === true);
    if (found !== undefined || comments.length < PAGE) {
      return found?.id;
    }
  }
  return undefined;
}

async function call(
  { api, token }: PullRequest,
  method: string,
  path: string,
  content: object | undefined,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(`${api}${path}`, {
      method,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]),
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "duotone",
        "x-github-api-version": "2022-11-28",
      },
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? (cause.cause ?? cause) : cause;
    throw new CliError(
      EXIT.failed,
      `GitHub could not be reached for the comment (${why instanceof Error ? why.message : String(why)}).`,
    );
  }
}

async function jsonOf(answer: Response): Promise<unknown> {
  if (!answer.ok) {
    const said = z.object({ message: z.string() }).safeParse(await answer.json().catch(() => undefined));
    const hint =
      answer.status === 401 || answer.status === 403
        ? " The token needs the permission `pull-requests: write`."
        : "";
    throw new CliError(
      EXIT.failed,
      `GitHub refused the comment: ${answer.status} ${said.data?.message ?? answer.statusText}.${hint}`,
    );
  }
  return answer.json();
}

/**
 * The pull request that this run is about, as GitHub Actions tells it.
 *
 * @param number Of the pull request, where somebody says it.
 * @throws CliError naming everything that is missing.
 */
export function pullRequestOf(
  environment: Readonly<Record<string, string | undefined>>,
  number: number | undefined,
): PullRequest {
  const { GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_REF, GITHUB_API_URL } = environment;
  const ref = /^refs\/pull\/(\d+)\//.exec(GITHUB_REF ?? "")?.[1];
  const found = number ?? (ref === undefined ? undefined : Number(ref));
  const missing = [
    ...(GITHUB_TOKEN === undefined || GITHUB_TOKEN === ""
      ? ["GITHUB_TOKEN: a token that may write to pull requests"]
      : []),
    ...(GITHUB_REPOSITORY === undefined || !/^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY)
      ? ["GITHUB_REPOSITORY: <owner>/<name>"]
      : []),
    ...(found === undefined ? ["the number of the pull request: --pull-request, or GITHUB_REF"] : []),
  ];
  if (
    GITHUB_TOKEN === undefined ||
    GITHUB_REPOSITORY === undefined ||
    found === undefined ||
    missing.length > 0
  ) {
    throw usageError("The comment needs more than there is in the environment:", missing);
  }
  return {
    api: (GITHUB_API_URL ?? "https://api.github.com").replace(/\/+$/, ""),
    repository: GITHUB_REPOSITORY,
    number: found,
    token: GITHUB_TOKEN,
  };
}
