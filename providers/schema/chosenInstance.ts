import type { GroupInstance, InstanceCommands } from "./instanceCommands";
import { MigrationRefusal } from "./migrations";

/**
 * The instance that carries a migration out.
 *
 * @param before Where the last attempt ran.
 * @throws MigrationRefusal where none can, with what is the matter with each.
 */
export async function chosenInstance(
  { commands }: { readonly commands: InstanceCommands },
  before: string | undefined,
  signal: AbortSignal,
): Promise<GroupInstance> {
  const all = await commands.instances(signal);
  const usable = all.filter(({ isHealthy, isOnline }) => isHealthy && isOnline);
  // Where the last attempt ran, its program's own lock keeps out whatever is left of it.
  const chosen = usable.find(({ instanceId }) => instanceId === before) ?? usable[0];
  if (chosen === undefined) {
    const seen = all.map(
      ({ instanceId, isHealthy, isOnline }) =>
        `${instanceId} ${isHealthy ? "is in service" : "is not healthy or not in service"}, and its SSM agent ${isOnline ? "answers" : "is offline"}`,
    );
    throw new MigrationRefusal(
      `No instance of the cluster can carry it out: ${seen.length === 0 ? "its group has none." : `${seen.join("; ")}.`} Bring ` +
        "one up that is healthy and whose agent answers, then run it again.",
    );
  }
  return chosen;
}
