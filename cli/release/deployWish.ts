import { CliError, usageError } from "../cliError";
import { EXIT } from "../exitCodes";
import { recordOf } from "./configValues";
import type { SwitchInStack } from "./switchInStack";
import type { StackConfig } from "../session";

/** What a deploy is about. */
export interface DeployWish {
  readonly cluster: string;

  /** Commit by service. */
  readonly commits: Readonly<Record<string, string>>;

  /** By service, the commit that the stack's file names now; undefined where it names none. */
  readonly before: Readonly<Record<string, string | undefined>>;
}

const PAIR = /^([^=]+)=([0-9a-f]{40})$/;

/**
 * Reads `<cluster> <service>=<commit>...`.
 *
 * @param of The stack's switch; undefined where it has none.
 * @throws CliError that lists everything that is wrong; with `EXIT.refused` where the cluster is live
 */
export function deployWish(
  config: StackConfig,
  of: SwitchInStack | undefined,
  cluster: string,
  pairs: readonly string[],
): DeployWish {
  const clusters = keysOf(config.clusters);
  const services = keysOf(config.services);
  const problems: string[] = [];
  if (!clusters.includes(cluster)) {
    problems.push(`There is no cluster "${cluster}". The clusters are: ${clusters.join(", ")}.`);
  }
  if (pairs.length === 0) {
    problems.push("Name at least one service and its commit: core=<40 hexadecimal digits>.");
  }
  const commits: Record<string, string> = {};
  for (const pair of pairs) {
    const [, service, commit] = PAIR.exec(pair) ?? [];
    if (service === undefined || commit === undefined) {
      problems.push(
        `"${pair}" is not <service>=<commit>, where a commit has 40 hexadecimal digits in lower case.`,
      );
    } else if (!services.includes(service)) {
      problems.push(`There is no service "${service}". The services are: ${services.join(", ")}.`);
    } else if (commits[service] !== undefined) {
      problems.push(`${service} is named twice.`);
    } else {
      commits[service] = commit;
    }
  }
  if (problems.length > 0) {
    throw usageError("This cannot be deployed:", problems);
  }
  refuseLive(of, cluster, pairs);
  const release = recordOf(recordOf(config.releases)[cluster]);
  return {
    cluster,
    commits,
    before: Object.fromEntries(
      Object.keys(commits).map((service) => {
        const commit = release[service];
        return [service, typeof commit === "string" ? commit : undefined];
      }),
    ),
  };
}

/** Says no where the cluster is live. @param pairs as they were typed, for the way that is allowed */
function refuseLive(of: SwitchInStack | undefined, cluster: string, pairs: readonly string[]): void {
  if (of?.state.activeColor !== cluster) {
    return;
  }
  const idle = of.inputs.colors.filter((color) => color !== cluster).join(" or ");
  throw new CliError(
    EXIT.refused,
    `${cluster} is live, and what serves the public never changes. Deploy to ${idle}, then promote that: ` +
      `duotone deploy ${idle} ${pairs.join(" ")} && duotone promote ${idle}`,
  );
}

function keysOf(value: unknown): readonly string[] {
  return Object.keys(recordOf(value));
}
