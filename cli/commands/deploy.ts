import type { CommandContext } from "../context";
import { deployRelease } from "../release/deployRelease";
import { deployWish } from "../release/deployWish";
import type { Session } from "../session";
import type { CommandResult } from "./command";
import type { TurnOptions } from "./promote";

/** `duotone deploy <cluster> <service>=<commit>...` */
export async function deploy(
  context: CommandContext,
  session: Session,
  cluster: string,
  pairs: readonly string[],
  { wait, ticket, supersede }: TurnOptions & { readonly supersede?: boolean },
): Promise<CommandResult> {
  const [of, config] = await Promise.all([session.releaseSwitch(), session.config()]);
  const wish = deployWish(config, of, cluster, pairs);
  await session.caller(context.signal);
  return {
    document: await deployRelease(context, session, of, {
      wish,
      supersede: supersede === true,
      ticketId: ticket,
      patience: wait,
    }),
  };
}
