import net from "node:net";

/**
 * Watches the engine that started this process.
 *
 * A killed engine leaves its plugins running, and Node's host of dynamic providers knows no cancellation. A switch
 * that went on without its engine could still send a batch or tell the workers after the next run has decided
 * otherwise. So all its waits end when the engine does.
 *
 * @param address The engine's address, as it hands it to its plugins: `127.0.0.1:41234`. Where nobody listens there
 *   from the start, nothing is watched.
 * @returns A signal that aborts when the engine is gone.
 */
export function watchEngine(address: string | undefined): AbortSignal {
  const controller = new AbortController();
  const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
  if (host === undefined) {
    return controller.signal;
  }
  const connect = (wasThere: boolean) => {
    let isThere = false;
    const socket = net.connect({ host, port: Number(port) });
    // The connection ends with the engine's process; it must not keep this one alive.
    socket.unref();
    socket.resume();
    socket.once("connect", () => {
      isThere = true;
    });
    socket.once("error", () => undefined);
    socket.once("close", () => {
      // The engine's server closes connections that say nothing; then it still answers to the next one.
      if (isThere) {
        connect(true);
      } else if (wasThere) {
        controller.abort(new Error("The Pulumi engine is gone."));
      }
    });
  };
  connect(false);
  return controller.signal;
}
