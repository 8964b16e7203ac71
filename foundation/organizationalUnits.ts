import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What the units of one environment are split by. */
const SENSITIVITIES = ["restricted", "standard"] as const;

export interface OrganizationalUnitsArgs {
  /** Id of the organization's root. */
  readonly rootId: string;

  /** The root program's stacks, for example `prod` and `staging`. */
  readonly environments: readonly string[];

  /** Id by path, for example `prod/restricted`, of the units that exist already; they are adopted. */
  readonly existingIds: ReadonlyMap<string, string>;
}

/** The units of one environment, by sensitivity. */
export interface EnvironmentUnits {
  /** For verticals of classification pii or banking. */
  readonly restricted: pulumi.Output<string>;
  readonly standard: pulumi.Output<string>;
}

/**
 * The organization's units: one per environment, split by sensitivity, and one for the accounts that serve them all.
 *
 * By environment and by sensitivity, because that is how service control policies differ (CIS AWS Foundations 2.1.4).
 * They stay when the stack is destroyed, because AWS deletes no unit with accounts in it, and accounts stay, too.
 */
export class OrganizationalUnits extends pulumi.ComponentResource {
  /** By environment. */
  public readonly environments: Readonly<Record<string, EnvironmentUnits>>;

  /** The unit of the delivery account. */
  public readonly infrastructure: pulumi.Output<string>;

  /** The unit of the audit account. */
  public readonly security: pulumi.Output<string>;

  public constructor(name: string, args: OrganizationalUnitsArgs, opts?: pulumi.ComponentResourceOptions) {
    // That units exist by now is no change of the component: every run but the first finds its own.
    const { existingIds, ...inputs } = args;
    super("duotone:accounts:OrganizationalUnits", name, inputs, opts);

    const unit = (path: string, parentId: pulumi.Input<string>) => {
      const existing = existingIds.get(path);
      return new aws.organizations.OrganizationalUnit(
        path.replace("/", "-"),
        { name: path.split("/").at(-1) ?? path, parentId },
        { parent: this, retainOnDelete: true, ...(existing === undefined ? {} : { import: existing }) },
      ).id;
    };

    this.infrastructure = unit("infrastructure", args.rootId);
    this.security = unit("security", args.rootId);
    this.environments = Object.fromEntries(
      args.environments.map((environment) => {
        const id = unit(environment, args.rootId);
        return [
          environment,
          {
            restricted: unit(`${environment}/restricted`, id),
            standard: unit(`${environment}/standard`, id),
          },
        ];
      }),
    );
    this.registerOutputs({
      environments: this.environments,
      infrastructure: this.infrastructure,
      security: this.security,
    });
  }
}

/**
 * Finds the units that exist already, of this foundation before it was destroyed or of a killed run.
 *
 * @returns Id by path, for example `prod/restricted`.
 */
export async function findUnits(
  management: aws.Provider,
  rootId: string,
  environments: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const childrenOf = async (parentId: string, path: string) => {
    const { children } = await aws.organizations.getOrganizationalUnits(
      { parentId },
      { provider: management },
    );
    return children.map(({ name, id }) => [`${path}${name}`, id] as const);
  };
  const top = await childrenOf(rootId, "");
  const below = await Promise.all(
    top.filter(([name]) => environments.includes(name)).map(([name, id]) => childrenOf(id, `${name}/`)),
  );
  const wanted = [
    "infrastructure",
    "security",
    ...environments.flatMap((environment) => [
      environment,
      ...SENSITIVITIES.map((sensitivity) => `${environment}/${sensitivity}`),
    ]),
  ];
  return new Map([...top, ...below.flat()].filter(([path]) => wanted.includes(path)));
}
