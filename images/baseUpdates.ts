import type { Architecture } from "../components/images/architecture";
import type { CatalogueImage } from "../components/images/catalogueItem";

/** An image of Amazon's. */
export interface SourceImage {
  readonly imageId: string;

  /** Absent where Amazon does not show the image any more. */
  readonly name?: string;
}

/** The base image of one architecture, and what it would be made of today. */
export interface BaseState {
  readonly architecture: Architecture;

  /** The newest that nobody revoked; absent where there is none. */
  readonly newest: CatalogueImage | undefined;

  /** What that one was made of. */
  readonly source: SourceImage | undefined;

  /** The current Amazon Linux 2023. */
  readonly current: SourceImage;
}

export interface UpdateRules {
  readonly now: Date;

  /** Days after which a base image is made anew, whatever else. */
  readonly maxAgeDays: number;
}

const DAY = 86_400_000;

/**
 * Why new base images have to be baked: one sentence each, nothing where those that there are will do.
 *
 * Security updates show without a build instance. An instance of Amazon Linux 2023 sees the packages of one release of
 * it, and no others, and every update is a new release with images of its own; so there are updates exactly where the
 * current image is of a later release than the one that the base was made of.
 * https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html
 */
export function updateReasons(states: readonly BaseState[], rules: UpdateRules): readonly string[] {
  return states.flatMap((state) => reasonsOf(state, rules));
}

function reasonsOf({ architecture, newest, source, current }: BaseState, rules: UpdateRules): string[] {
  if (newest === undefined) {
    return [`There is no base image for ${architecture} that may be used.`];
  }
  const [version = newest.build] = newest.build.split("#");
  const name = `Base image ${version} for ${architecture}`;
  const age = Math.floor((rules.now.getTime() - Date.parse(newest.bakedAt)) / DAY);
  const [was, is] = [releaseOf(source), releaseOf(current)];
  return [
    ...(age >= rules.maxAgeDays || Number.isNaN(age)
      ? [`${name} is ${age} days old, and may become ${rules.maxAgeDays}.`]
      : []),
    ...(source?.imageId === current.imageId
      ? []
      : was !== undefined && was === is
        ? [`${name} was made of ${source?.imageId ?? ""}, and Amazon has replaced it by ${current.imageId}.`]
        : [
            `${name} was made of Amazon Linux ${was ?? "of a release that is not shown any more"}; ${is ?? current.imageId} ` +
              "is current, with all security updates since.",
          ]),
  ];
}

/** The release in the name of an image of Amazon Linux 2023: `2023.9.20251117.1` of `al2023-ami-2023.9.20251117.1-kernel-6.1-arm64`. */
export function releaseOf(image: SourceImage | undefined): string | undefined {
  return /^al2023-ami-(?:minimal-)?(2023(?:\.\d+)+)-/.exec(image?.name ?? "")?.[1];
}

/** The version that is baked next: the day, or the day's next build. @param taken Versions that cannot be baked any more. */
export function nextVersion(now: Date, taken: readonly string[]): string {
  for (let build = 1; ; build++) {
    const version = versionOf(now, build);
    if (!taken.includes(version)) {
      return version;
    }
  }
}

/** `2026-11-21`, and `2026-11-21.2` for the second build of a day. */
export function versionOf(now: Date, build: number): string {
  const day = now.toISOString().slice(0, "2026-11-21".length);
  return build === 1 ? day : `${day}.${build}`;
}

/**
 * A stack's file with another base version; everything else stays, comments too.
 *
 * @returns undefined where the file does not have exactly one baseVersion.
 */
export function withBaseVersion(text: string, version: string): string | undefined {
  const line = /^( +baseVersion:[ \t]*)("[^"\n]*"|'[^'\n]*'|[^\s#]+)/gm;
  return text.match(line)?.length === 1
    ? text.replace(line, (_, before: string) => `${before}"${version}"`)
    : undefined;
}
