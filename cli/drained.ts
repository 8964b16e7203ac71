/**
 * Waits until a stream has passed on all that was written to it. A pipe takes what its reader has room for, and the rest
 * would be lost with the process. A reader that is gone is not waited for.
 */
export function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    // Writes are passed on in their order, so that this is the last.
    stream.write("", () => {
      resolve();
    });
  });
}
