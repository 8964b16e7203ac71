import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import type { Pin } from "../../images/collection";
import { canonical } from "../../providers/canonicalJson";
import type { Lane } from "../../providers/queue/lane";
import { recordOf } from "../release/configValues";
import type { StackConfig } from "../session";
import { distinct } from "./distinct";

/** How an image's id looks, wherever it stands. */
const IMAGE_ID = /\bami-[0-9a-f]{8,17}\b/g;

/**
 * What a stack's configuration names: the commits of its clusters' releases, and the base image that it bakes from.
 *
 * @param where Follows on "cluster prod1 of prod", for example `in Pulumi.prod.yaml`.
 */
export function configPins(
  stack: string,
  config: StackConfig,
  where: string,
  kind: Pin["kind"],
): readonly Pin[] {
  const baseVersion = recordOf(config.images).baseVersion;
  return [
    ...Object.entries(recordOf(config.releases)).flatMap(([cluster, release]) =>
      Object.entries(recordOf(release)).flatMap(([service, commit]): Pin[] =>
        typeof commit === "string"
          ? [{ of: { service, commit }, why: `cluster ${cluster} of ${stack}, ${where}`, kind }]
          : [],
      ),
    ),
    ...(typeof baseVersion === "string"
      ? [
          {
            of: { service: BASE_IMAGE, commit: baseVersion },
            why: `baseVersion of ${stack}, ${where}`,
            kind,
          },
        ]
      : []),
  ];
}

/**
 * What the updates of a stack that succeeded have deployed: the last of them runs, and to the releases before it one may
 * turn back.
 *
 * @param configs The newest first.
 * @param releases How many different ones count, the one that runs included.
 */
export function deployedPins(
  stack: string,
  configs: readonly StackConfig[],
  releases: number,
): readonly Pin[] {
  const [running, ...earlier] = configs;
  if (running === undefined) {
    return [];
  }
  const before = distinct(earlier, textOf).filter((config) => textOf(config) !== textOf(running));
  return [
    ...configPins(stack, running, "as it is deployed", "use"),
    ...before
      .slice(0, releases - 1)
      .flatMap((config, index) =>
        configPins(stack, config, `${ordinal(index + 1)} release before the deployed one`, "way-back"),
      ),
  ];
}

/**
 * The resources of an exported stack.
 *
 * @throws Error where it is no export: what a stack runs is then unknown, and not nothing.
 */
export function resourcesOf(exported: unknown): readonly unknown[] {
  const { deployment } = recordOf(exported);
  const { resources } = recordOf(deployment);
  if (typeof deployment !== "object" || deployment === null || !Array.isArray(resources ?? [])) {
    throw new Error("This is no export of a stack.");
  }
  return (resources ?? []) as readonly unknown[];
}

/** Every image that a stack's state names anywhere: launch templates of all accounts, among others. */
export function statePins(stack: string, exported: unknown): readonly Pin[] {
  return resourcesOf(exported).flatMap((resource) => {
    const { urn, type } = recordOf(resource);
    const ids = new Set(JSON.stringify(resource).match(IMAGE_ID) ?? []);
    const name = String(urn).split("::").at(-1) ?? "";
    return [...ids].map((imageId): Pin => ({
      of: { imageId },
      why: `${String(type).split(":").at(-1) ?? ""} ${name} in the state of ${stack}`,
      kind: "use",
    }));
  });
}

/** What deploys that wait in a stack's queue are about to run. */
export function queuePins(stack: string, { tickets }: Lane): readonly Pin[] {
  return tickets.flatMap(({ id, commits = {} }) =>
    Object.entries(commits).map(([service, commit]): Pin => ({
      of: { service, commit },
      why: `ticket ${id} in the queue of ${stack}`,
      kind: "use",
    })),
  );
}

function textOf({ releases }: StackConfig): string {
  return canonical(recordOf(releases));
}

const ORDINALS = ["", "", "second ", "third "];

function ordinal(place: number): string {
  return ORDINALS[place] ?? `${place}th `;
}
