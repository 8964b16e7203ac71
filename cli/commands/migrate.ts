import type { CommandContext } from "../context";
import { migrateService } from "../migrate/migrateService";
import type { Session } from "../session";
import type { CommandResult } from "./command";

/** Options of `duotone migrate`. */
export interface MigrateOptions {
  readonly to: number;
  readonly cluster?: string;

  /** Seconds. */
  readonly timeout: number;
}

/** `duotone migrate <service> --to <version>` */
export async function migrate(
  context: CommandContext,
  session: Session,
  service: string,
  { to, cluster, timeout }: MigrateOptions,
): Promise<CommandResult> {
  const of = await session.releaseSwitch();
  return {
    document: await migrateService(context, session, of, { service, to, cluster, runSeconds: timeout }),
  };
}
