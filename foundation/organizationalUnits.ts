import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface OrganizationalUnitsArgs {
  /** Id of the organization's root. */
  readonly rootId: string;

  /** The root program's stacks, for example `prod` and `staging`. */
  readonly environments: readonly string[];
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
 */
export class OrganizationalUnits extends pulumi.ComponentResource {
  /** By environment. */
  public readonly environments: Readonly<Record<string, EnvironmentUnits>>;

  /** The unit of the delivery account. */
  public readonly infrastructure: pulumi.Output<string>;

  /** The unit of the audit account. */
  public readonly security: pulumi.Output<string>;

  public constructor(name: string, args: OrganizationalUnitsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:OrganizationalUnits", name, args, opts);

    const unit = (unitName: string, parentId: pulumi.Input<string>, logicalName = unitName) =>
      new aws.organizations.OrganizationalUnit(logicalName, { name: unitName, parentId }, { parent: this })
        .id;

    this.infrastructure = unit("infrastructure", args.rootId);
    this.security = unit("security", args.rootId);
    this.environments = Object.fromEntries(
      args.environments.map((environment) => {
        const id = unit(environment, args.rootId);
        return [
          environment,
          {
            restricted: unit("restricted", id, `${environment}-restricted`),
            standard: unit("standard", id, `${environment}-standard`),
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
