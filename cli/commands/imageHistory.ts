import { usageError } from "../cliError";
import { type CommandContext, within } from "../context";
import { releasedAt, serviceHistory } from "../images/serviceHistory";
import { recordOf } from "../release/configValues";
import { imageAtScreen, imageHistoryScreen } from "../screens/imageHistoryScreen";
import type { Session } from "../session";
import { type CommandResult, requiredSwitch } from "./command";

/** Seconds for reading a whole ledger: some thousands of objects. */
const READ_SECONDS = 600;

/** `duotone images history <service> [--at <date>]` */
export async function imageHistory(
  context: CommandContext,
  session: Session,
  service: string,
  at: Date | undefined,
): Promise<CommandResult> {
  const { terminal, progress, clock } = context;
  if (at !== undefined && at.getTime() > clock.now()) {
    throw usageError(`${at.toISOString()} is yet to come, and the ledger tells of the past.`);
  }
  const of = await requiredSwitch(session);
  const services = Object.keys(recordOf((await session.config()).services)).sort();
  const ledger = session.ledger(of);
  try {
    const entries = await progress.phase(`Reading the ledger of ${session.stack}`, () =>
      ledger.entries(within(context, READ_SECONDS, "Reading the ledger")),
    );
    const releases = serviceHistory(entries, service);
    // A service that was removed is still in the ledger.
    if (releases.length === 0 && !services.includes(service)) {
      throw usageError(
        `Neither the ledger nor the file of ${session.stack} knows a service "${service}". The services are: ${services.join(", ")}.`,
      );
    }
    if (at === undefined) {
      terminal.print(imageHistoryScreen(session.stack, service, releases, terminal.columns, terminal.paint));
      return { document: { service, releases } };
    }
    const release = releasedAt(releases, at);
    const image = release === undefined ? undefined : await imageOf(session, service, release.imageId);
    terminal.print(
      imageAtScreen(session.stack, service, at, release, image, terminal.columns, terminal.paint),
    );
    return {
      document: { service, at: at.toISOString(), release: release ?? null, image: image ?? null },
    };
  } finally {
    ledger.close();
  }
}

async function imageOf(session: Session, service: string, imageId: string) {
  const shelf = await session.images();
  try {
    return (await shelf.list(service)).find(
      (image) => image.imageId === imageId || Object.values(image.copies).includes(imageId),
    );
  } finally {
    shelf.close();
  }
}
