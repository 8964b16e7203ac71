import { z } from "zod";

import { type InputRefusal, readWith } from "../dynamicInputs";

/** Inputs or outputs as the engine hands them over: plain data, with the provider's text among them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What the engine asks of the list. */
export interface KeptOperations {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: InputRefusal[] }>;
  diff(olds: Properties, news: Properties): Promise<{ changes: boolean }>;
  create(news: Properties): Promise<{ id: string; outs: Properties }>;
  update(olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  remove(props: Properties): Promise<void>;
}

const text = z.string("must be a text").min(1, "must not be empty");
const keptSchema = z.object({ kept: z.array(z.object({ what: text, why: text, whatToDo: text })) });

type KeptThing = z.infer<typeof keptSchema>["kept"][number];

/** The list, printed where the engine shows it. */
export function keptOnDestroyOperations(print: (text: string) => void = console.log): KeptOperations {
  return {
    check: (_olds, news) => {
      const read = readWith(keptSchema, news);
      return Promise.resolve({ inputs: news, failures: "problems" in read ? [...read.problems] : [] });
    },
    diff: (olds, news) => Promise.resolve({ changes: canonical(olds) !== canonical(news) }),
    create: (news) => Promise.resolve({ id: "kept-on-destroy", outs: news }),
    update: (_olds, news) => Promise.resolve({ outs: news }),
    remove: (props) => {
      const { success, data } = keptSchema.safeParse(props);
      if (success && data.kept.length > 0) {
        print(explanation(data.kept));
      }
      return Promise.resolve();
    },
  };
}

/** What is kept, grouped by reason: many things are often kept for one. */
export function explanation(kept: readonly KeptThing[]): string {
  const groups = new Map<string, KeptThing[]>();
  for (const thing of kept) {
    const key = JSON.stringify([thing.why, thing.whatToDo]);
    groups.set(key, [...(groups.get(key) ?? []), thing]);
  }
  return [
    "Kept on purpose, although the stack is destroyed:",
    ...[...groups.values()].flatMap((things) => [
      ...things.map(({ what }) => ` - ${what}`),
      ...things.slice(0, 1).flatMap(({ why, whatToDo }) => [`   why: ${why}`, `   what to do: ${whatToDo}`]),
    ]),
  ].join("\n");
}

/** The list without its order, which a program that walks a map may change. */
function canonical(raw: unknown): string {
  const { success, data } = keptSchema.safeParse(raw);
  return success
    ? JSON.stringify(data.kept.map(({ what, why, whatToDo }) => JSON.stringify([what, why, whatToDo])).sort())
    : JSON.stringify(raw);
}
