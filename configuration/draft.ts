import type { AwsSettings } from "./awsSettings";
import { defaultProviderProblems, readAwsSettings } from "./awsSettings";
import { didYouMean } from "./didYouMean";
import { freezeWindowShape, overrideShape } from "./gateShapes";
import { type Entry, type Named, readEntries, readList, readSections, wholeEntries } from "./entries";
import { type Fields, readFields } from "./fields";
import { problem } from "./problem";
import { type Releases, readReleases } from "./readReleases";
import { clusterShape, imagesShape, serviceShape, settingsShape, verticalShape } from "./schema";
import { readServiceSections, type ServiceSections, type WholeServiceSections } from "./serviceSections";
import { dataStoresShape } from "./serviceShapes";
import { siteVpnShape } from "./siteVpnShape";

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

  readonly releases: Releases | undefined;
  readonly dataStores: Partial<Fields<typeof dataStoresShape>>;

  /** What services may have in sections of their own. */
  readonly serviceSections: ServiceSections;
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
  readonly dataStores: Fields<typeof dataStoresShape>;
  readonly serviceSections: WholeServiceSections;
}

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
  const siteVpns = readSections(
    siteVpnShape,
    (verticals.entries ?? []).map(({ name, path, right }) => ({ name, path, section: right.siteVpn })),
    "siteVpn",
  );
  const services = readEntries(serviceShape, settings.right.services, "services", "service");
  const serviceSections = readServiceSections(services.entries ?? []);
  const dataStores = readFields(dataStoresShape, settings.right.dataStores ?? {}, "duotone:dataStores");
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
    ...serviceSections.problems,
    ...dataStores.problems,
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
      dataStores: dataStores.right,
      serviceSections: serviceSections.sections,
    },
    whole:
      problems.length > 0 ||
      aws.whole === undefined ||
      settings.whole === undefined ||
      images?.whole === undefined ||
      dataStores.whole === undefined
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
            dataStores: dataStores.whole,
            serviceSections: serviceSections.whole,
          },
  };
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
