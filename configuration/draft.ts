import type { AwsSettings } from "./awsSettings";
import { defaultProviderProblems, readAwsSettings } from "./awsSettings";
import { didYouMean } from "./didYouMean";
import { freezeWindowShape, overrideShape } from "./gateShapes";
import { type Fields, isRecord, type Reading, readFields, type Shape } from "./fields";
import { below, is, problem } from "./problem";
import {
  clusterShape,
  COMMIT,
  COMMIT_ALLOWED,
  entriesOf,
  imagesShape,
  NAME,
  NAME_ALLOWED,
  serviceShape,
  settingsShape,
  verticalShape,
} from "./schema";
import { siteVpnShape } from "./siteVpnShape";

/** One vertical, service or cluster, as far as it could be read. */
export interface Entry<S extends Shape> extends Omit<Reading<S>, "problems"> {
  readonly name: string;
  readonly path: string;
}

export type Verticals = readonly Entry<typeof verticalShape>[];
export type Services = readonly Entry<typeof serviceShape>[];
export type SiteVpns = readonly Entry<typeof siteVpnShape>[];
export type Clusters = readonly Entry<typeof clusterShape>[];

export type FreezeWindows = readonly Entry<typeof freezeWindowShape>[];
export type Overrides = readonly Entry<typeof overrideShape>[];

/**
 * The configuration as far as it could be read: what the rules that look at several places work on.
 *
 * A section that is no section is absent, so that what refers to it is not called wrong. Entries are sorted by name.
 */
export interface Draft {
  readonly stack: string;
  readonly aws: Partial<AwsSettings>;
  readonly settings: Partial<Fields<typeof settingsShape>>;
  readonly images: Partial<Fields<typeof imagesShape>>;
  readonly verticals: Verticals | undefined;
  readonly services: Services | undefined;
  readonly clusters: Clusters | undefined;

  /** By the name of their vertical. */
  readonly siteVpns: SiteVpns;

  /** Named by their place in the list. */
  readonly freezeWindows: FreezeWindows;

  /** Named by their place in the list. */
  readonly overrides: Overrides;

  /** By cluster, then by service, the commit. A release or commit that could not be read is `undefined`. */
  readonly releases: ReadonlyMap<string, ReadonlyMap<string, string | undefined> | undefined> | undefined;
}

/** The sections as they are where nothing is wrong with any of them. */
export interface Whole {
  readonly stack: string;
  readonly aws: AwsSettings;
  readonly settings: Fields<typeof settingsShape>;
  readonly images: Fields<typeof imagesShape>;
  readonly verticals: readonly Named<typeof verticalShape>[];
  readonly siteVpns: readonly Named<typeof siteVpnShape>[];
  readonly services: readonly Named<typeof serviceShape>[];
  readonly clusters: readonly (Named<typeof clusterShape> & {
    readonly release: Readonly<Record<string, string>>;
  })[];
  readonly freezeWindows: readonly Fields<typeof freezeWindowShape>[];
  readonly overrides: readonly Fields<typeof overrideShape>[];
}

type Named<S extends Shape> = { readonly name: string } & Fields<S>;

/** Namespaces of configuration that something reads: this program, the AWS provider, the engine. */
const NAMESPACES = ["duotone", "aws", "pulumi"];

/**
 * Reads every value on its own.
 *
 * @param raw Every value of the stack by its full key, for example `duotone:domain`; structured ones as objects.
 * @returns What could be read, what is wrong with single values, and all of it where nothing is.
 */
export function readDraft(
  raw: Readonly<Record<string, unknown>>,
  stack: string,
): { readonly draft: Draft; readonly problems: readonly string[]; readonly whole: Whole | undefined } {
  const aws = readAwsSettings(namespaceOf(raw, "aws"));
  const settings = readFields(settingsShape, namespaceOf(raw, "duotone"), "duotone");
  const imageSection = settings.right.images;
  const images =
    imageSection === undefined ? undefined : readFields(imagesShape, imageSection, "duotone:images");
  const verticals = readEntries(verticalShape, settings.right.verticals, "verticals", "vertical");
  const siteVpns = readSiteVpns(verticals.entries ?? []);
  const services = readEntries(serviceShape, settings.right.services, "services", "service");
  const clusters = readEntries(clusterShape, settings.right.clusters, "clusters", "cluster");
  const freezeWindows = readList(freezeWindowShape, settings.right.freezeWindows, "freezeWindows", "window");
  const overrides = readList(overrideShape, settings.right.overrides, "overrides", "override");
  const releases = readReleases(settings.right.releases);
  const problems = [
    ...strangerProblems(raw),
    ...aws.problems,
    ...defaultProviderProblems(raw["pulumi:disable-default-providers"]),
    ...settings.problems,
    ...(images?.problems ?? []),
    ...verticals.problems,
    ...siteVpns.problems,
    ...services.problems,
    ...clusters.problems,
    ...freezeWindows.problems,
    ...overrides.problems,
    ...releases.problems,
  ];
  return {
    problems,
    draft: {
      stack,
      aws: aws.right,
      settings: settings.right,
      images: images?.right ?? {},
      verticals: verticals.entries,
      siteVpns: siteVpns.entries,
      services: services.entries,
      clusters: clusters.entries,
      freezeWindows: freezeWindows.entries,
      overrides: overrides.entries,
      releases: releases.releases,
    },
    whole:
      problems.length > 0 ||
      aws.whole === undefined ||
      settings.whole === undefined ||
      images?.whole === undefined
        ? undefined
        : {
            stack,
            aws: aws.whole,
            settings: settings.whole,
            images: images.whole,
            verticals: wholeEntries(verticals.entries),
            siteVpns: wholeEntries(siteVpns.entries),
            services: wholeEntries(services.entries),
            clusters: wholeEntries(clusters.entries).map((cluster) => ({
              ...cluster,
              release: releaseOf(releases.releases?.get(cluster.name)),
            })),
            freezeWindows: freezeWindows.entries.flatMap((entry) => entry.whole ?? []),
            overrides: overrides.entries.flatMap((entry) => entry.whole ?? []),
          },
  };
}

function wholeEntries<S extends Shape>(entries: readonly Entry<S>[] = []): readonly Named<S>[] {
  return entries.flatMap(({ name, whole }) => (whole === undefined ? [] : [{ name, ...whole }]));
}

function releaseOf(commits: ReadonlyMap<string, string | undefined> = new Map()): Record<string, string> {
  return Object.fromEntries(
    [...commits].flatMap(([service, commit]) => (commit === undefined ? [] : [[service, commit]])),
  );
}

function namespaceOf(raw: Readonly<Record<string, unknown>>, namespace: string): Record<string, unknown> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(raw)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** A key in a misspelt namespace would be read by nobody, and miss nobody. */
function strangerProblems(raw: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(raw).flatMap((key) => {
    const [namespace = ""] = key.split(":", 1);
    return NAMESPACES.includes(namespace)
      ? []
      : [
          problem(
            key,
            "is read by nobody",
            NAMESPACES.map((known) => `${known}:*`).join(", "),
            didYouMean(namespace, NAMESPACES, "Remove it."),
          ),
        ];
  });
}

function readEntries<S extends Shape>(
  shape: S,
  section: Readonly<Record<string, unknown>> | undefined,
  sectionName: string,
  what: string,
): { readonly entries: readonly Entry<S>[] | undefined; readonly problems: readonly string[] } {
  if (section === undefined) {
    return { entries: undefined, problems: [] };
  }
  const read = entriesOf(section).map(([name, value]) => {
    const path = below(`duotone:${sectionName}`, name);
    const { problems, ...entry } = readEntry(shape, value, path, what);
    return { entry: { name, path, ...entry }, problems: [...nameProblems(name, path, what), ...problems] };
  });
  return { entries: read.map(({ entry }) => entry), problems: read.flatMap(({ problems }) => problems) };
}

function readList<S extends Shape>(
  shape: S,
  list: readonly unknown[] | undefined,
  section: string,
  what: string,
): { readonly entries: readonly Entry<S>[]; readonly problems: readonly string[] } {
  const read = (list ?? []).map((value, index) => {
    const path = `duotone:${section}[${index}]`;
    const { problems, ...entry } = readEntry(shape, value, path, what);
    return { entry: { name: String(index), path, ...entry }, problems };
  });
  return { entries: read.map(({ entry }) => entry), problems: read.flatMap(({ problems }) => problems) };
}

function readSiteVpns(verticals: Verticals): {
  readonly entries: SiteVpns;
  readonly problems: readonly string[];
} {
  const read = verticals.flatMap(({ name, path: verticalPath, right }) => {
    if (right.siteVpn === undefined) {
      return [];
    }
    const path = below(verticalPath, "siteVpn");
    const { problems, ...entry } = readFields(siteVpnShape, right.siteVpn, path);
    return [{ entry: { name, path, ...entry }, problems }];
  });
  return { entries: read.map(({ entry }) => entry), problems: read.flatMap(({ problems }) => problems) };
}

function readEntry<S extends Shape>(shape: S, value: unknown, path: string, what: string): Reading<S> {
  if (isRecord(value)) {
    return readFields(shape, value, path);
  }
  const keys = Object.keys(shape);
  const problems = [
    problem(path, is(value), `a section with ${keys.join(", ")}`, `Describe the ${what}, or remove it.`),
  ];
  return { problems, right: {}, wrong: new Set(keys), whole: undefined };
}

function nameProblems(name: string, path: string, what: string): readonly string[] {
  return NAME.test(name)
    ? []
    : [problem(path, `is no name for a ${what}`, NAME_ALLOWED, "Rename it everywhere it is used.")];
}

function readReleases(section: Readonly<Record<string, unknown>> | undefined): {
  readonly releases: Draft["releases"];
  readonly problems: readonly string[];
} {
  if (section === undefined) {
    return { releases: undefined, problems: [] };
  }
  const releases = new Map<string, ReadonlyMap<string, string | undefined> | undefined>();
  const problems: string[] = [];
  for (const [cluster, release] of entriesOf(section)) {
    const path = `duotone:releases.${cluster}`;
    if (!isRecord(release)) {
      releases.set(cluster, undefined);
      problems.push(
        problem(
          path,
          is(release),
          "a commit for each service",
          "Name the commit of every service, or remove it.",
        ),
      );
      continue;
    }
    const commits = new Map<string, string | undefined>();
    for (const [service, commit] of entriesOf(release)) {
      const isCommit = typeof commit === "string" && COMMIT.test(commit);
      commits.set(service, isCommit ? commit : undefined);
      if (!isCommit) {
        problems.push(
          problem(below(path, service), is(commit), COMMIT_ALLOWED, commitRemedy(path, service, commit)),
        );
      }
    }
    releases.set(cluster, commits);
  }
  return { releases, problems };
}

function commitRemedy(path: string, service: string, came: unknown): string {
  if (typeof came === "number") {
    return "It is written without quotes, and YAML took it for a number: put the commit in quotes.";
  }
  const key = below(path, service).slice("duotone:".length);
  return `Set it: pulumi config set --path '${key}' <commit>`;
}
