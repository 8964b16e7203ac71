import { setMaxListeners } from "node:events";

/** A signal that aborts when one of them does. */
export function anyOf(...signals: readonly AbortSignal[]): AbortSignal {
  const any = AbortSignal.any([...signals]);
  // Every call in flight listens, and Node would warn of a leak from the eleventh on.
  setMaxListeners(0, any);
  return any;
}
