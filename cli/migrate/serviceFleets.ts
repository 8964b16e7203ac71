import { z } from "zod";

/** The instances of one service in one cluster, as the stack's last update left them. */
export interface ServiceFleet {
  readonly service: string;
  readonly cluster: string;
  readonly vertical: string;
  readonly commit: string;
  readonly autoScalingGroupName: string;
  readonly region: string;

  /** Role in the vertical's account. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string;
}

const GROUP = "aws:autoscaling/group:Group";
const PROVIDER = "pulumi:providers:aws";

const tags = z.array(z.object({ key: z.string(), value: z.string() }));
const roles = z.array(z.object({ roleArn: z.string() }));

/** The engine keeps the structured settings of a provider as JSON. */
const assumed = z.union([roles, z.string().transform((text) => roles.parse(JSON.parse(text)))]);

const exportSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          provider: z.string().optional(),
          delete: z.boolean().optional(),
          inputs: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .nullish(),
  }),
});

/**
 * Finds a service's auto scaling groups in a stack's state, by their tags. One that an update has replaced and not yet
 * deleted is none.
 *
 * @param exported What `pulumi stack export` writes.
 */
export function serviceFleets(exported: unknown, service: string): readonly ServiceFleet[] {
  const resources = exportSchema.parse(exported).deployment.resources ?? [];
  const accounts = new Map(
    resources
      .filter(({ type }) => type === PROVIDER)
      .map(({ urn, id = "", inputs }) => [
        `${urn}::${id}`,
        {
          region: z.string().parse(inputs.region),
          roleArn: assumed.optional().parse(inputs.assumeRoles)?.[0]?.roleArn,
        },
      ]),
  );
  return resources.flatMap((group): readonly ServiceFleet[] => {
    const account = accounts.get(group.provider ?? "");
    if (group.type !== GROUP || group.delete === true || group.id === undefined || account === undefined) {
      return [];
    }
    const of = Object.fromEntries(
      tags
        .catch([])
        .parse(group.inputs.tags)
        .map(({ key, value }) => [key, value]),
    );
    const { cluster, vertical, commit } = of;
    return of.service !== service || cluster === undefined || vertical === undefined || commit === undefined
      ? []
      : [
          {
            service,
            cluster,
            vertical,
            commit,
            autoScalingGroupName: group.id,
            region: account.region,
            ...(account.roleArn !== undefined && { roleArn: account.roleArn }),
          },
        ];
  });
}
