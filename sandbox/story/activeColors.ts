import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import type { Sandbox } from "../session";
import { roleAccess } from "./cloudAccess";
import type { SwitchState } from "./publicNames";

/** By vertical with workers or jobs: the colour that its parameter names, which they go by. */
export type ActiveColors = ReadonlyMap<string, string | undefined>;

/** Asks Systems Manager itself, in each vertical's account. */
export async function activeColors(
  { endpoint, region }: Pick<Sandbox, "endpoint" | "region">,
  { jobs }: Pick<SwitchState, "jobs">,
): Promise<ActiveColors> {
  const colors = new Map<string, string | undefined>();
  for (const { vertical, roleArn, parameterName } of jobs) {
    const client = new SSMClient(roleAccess(endpoint, region, roleArn));
    try {
      const { Parameter: parameter } = await client.send(new GetParameterCommand({ Name: parameterName }));
      colors.set(vertical, parameter?.Value);
    } finally {
      client.destroy();
    }
  }
  return colors;
}

/**
 * Whether workers and jobs were told of one colour.
 *
 * @returns A sentence per vertical that was not, and one where there is none to tell.
 */
export function colorsElsewhere(
  colors: ActiveColors,
  { jobs }: Pick<SwitchState, "jobs">,
  color: string,
): string[] {
  return [
    ...(jobs.length > 0 ? [] : ["expected the switch to tell workers and jobs, it tells none"]),
    ...jobs.flatMap(({ vertical, parameterName }) => {
      const told = colors.get(vertical) ?? "nothing";
      return told === color ? [] : [`${parameterName} of ${vertical} says ${told}, not ${color}`];
    }),
  ];
}
