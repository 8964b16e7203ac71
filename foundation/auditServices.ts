import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Services that an organization delegates by its own list; both must be trusted services of the organization. */
const DELEGATED = { analyzer: "access-analyzer.amazonaws.com", config: "config.amazonaws.com" } as const;

/** AWS's own policy for a role that looks up the organization's accounts for AWS Config. */
const CONFIG_POLICY = "arn:aws:iam::aws:policy/service-role/AWSConfigRoleForOrganizations";

export interface AuditServicesArgs {
  /** The account that the security services are administered from. */
  readonly auditAccountId: pulumi.Input<string>;

  /** The provider of the audit account. */
  readonly auditProvider: aws.Provider;
}

/**
 * Makes the audit account the organization's administrator of Access Analyzer, AWS Config, GuardDuty and Security Hub,
 * and has it look for what is shared with somebody outside the organization, and collect how everything is configured.
 *
 * For the provider of the management account. AWS switches GuardDuty and Security Hub on in the account that administers
 * them, so a GuardDuty detector of our own in the audit account must be made before. What is delegated in one region is
 * not in the others: it is the region of the providers.
 */
export class AuditServices extends pulumi.ComponentResource {
  public constructor(name: string, args: AuditServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:AuditServices", name, { auditAccountId: args.auditAccountId }, opts);

    const delegate = (service: keyof typeof DELEGATED) =>
      new aws.organizations.DelegatedAdministrator(
        `${name}-${service}`,
        { accountId: args.auditAccountId, servicePrincipal: DELEGATED[service] },
        { parent: this },
      );
    const adminAccountId = args.auditAccountId;
    new aws.guardduty.OrganizationAdminAccount(`${name}-guardduty`, { adminAccountId }, { parent: this });
    new aws.securityhub.OrganizationAdminAccount(`${name}-securityhub`, { adminAccountId }, { parent: this });
    this.createAnalyzer(name, args.auditProvider, delegate("analyzer"));
    this.createAggregator(name, args, delegate("config"));

    this.registerOutputs();
  }

  /** Finds what anybody outside the organization can reach. */
  private createAnalyzer(name: string, provider: aws.Provider, delegation: pulumi.Resource): void {
    new aws.accessanalyzer.Analyzer(
      name,
      { analyzerName: "duotone-organization", type: "ORGANIZATION" },
      { parent: this, provider, dependsOn: delegation },
    );
  }

  private createAggregator(
    name: string,
    { auditAccountId, auditProvider: provider }: AuditServicesArgs,
    delegation: pulumi.Resource,
  ): void {
    const roleName = `${name}-aggregator`;
    const role = new aws.iam.Role(
      roleName,
      {
        description: "AWS Config looks up the organization's accounts",
        assumeRolePolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: DELEGATED.config },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:SourceAccount": auditAccountId } },
            },
          ],
        }),
      },
      { parent: this, provider },
    );
    const attachment = new aws.iam.RolePolicyAttachment(
      roleName,
      { role: role.name, policyArn: CONFIG_POLICY },
      { parent: this, provider },
    );
    new aws.cfg.ConfigurationAggregator(
      name,
      {
        name: "duotone-organization",
        // Every region, so that what should not be in one shows.
        organizationAggregationSource: { allRegions: true, roleArn: role.arn },
      },
      { parent: this, provider, dependsOn: [delegation, attachment] },
    );
  }
}
