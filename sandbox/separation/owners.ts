import type { Estate, EstateResource, VerticalAccount } from "./estate";
import { textAt } from "./values";

/** Marks an id that the cloud or the engine made up: no two things have it by chance. */
const MADE_UP = /[0-9a-f]{7}|[0-9]{8}|[A-Z0-9]{12}/;

/** A part of a text that may be an id. */
const TOKEN = /[A-Za-z0-9][A-Za-z0-9._-]{6,}/g;

/** What may be the number of an account, wherever it stands. */
const ACCOUNT = /(?<!\d)\d{12}(?!\d)/g;

/** Finds out whose a thing is that a text names. */
export class Owners {
  private readonly byId = new Map<string, VerticalAccount | undefined>();
  private readonly accountIds: ReadonlyMap<string, VerticalAccount>;

  public constructor(estate: Estate) {
    this.accountIds = new Map(estate.verticals.map((account) => [account.id, account]));
    for (const resource of estate.resources) {
      this.learn(resource);
    }
  }

  /** The verticals whose account, or something in whose account, the text names, each with the words that do. */
  public named(text: string): ReadonlyMap<VerticalAccount, string> {
    const found = new Map<VerticalAccount, string>();
    for (const [token] of [...text.matchAll(TOKEN), ...text.matchAll(ACCOUNT)]) {
      const owner = this.accountIds.get(token) ?? this.byId.get(token);
      if (owner !== undefined) {
        found.set(owner, token);
      }
    }
    return found;
  }

  private learn({ id, account, outputs }: EstateResource): void {
    const owner = account?.kind === "vertical" ? account : undefined;
    for (const one of [id, textAt(outputs, "keyId"), textAt(outputs, "bucket")]) {
      if (one === undefined || !MADE_UP.test(one)) {
        continue;
      }
      // What things in two accounts are called is a name, and says nothing of either.
      this.byId.set(one, this.byId.has(one) && this.byId.get(one) !== owner ? undefined : owner);
    }
  }
}
