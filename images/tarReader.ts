import type { ByteSink } from "./textScan";

/** Bytes of a block; headers and contents come in whole ones (POSIX.1-1988 ustar). */
export const TAR_BLOCK = 512;

/** Bytes of a name that does not fit into a header; a longer one is cut off. */
const LONGEST_NAME = 64 * 1024;

/** Whether bytes begin with the header of a tar archive. */
export function isTar(bytes: Buffer): boolean {
  return bytes.length >= TAR_BLOCK && bytes.toString("latin1", 257, 262) === "ustar" && hasSum(bytes);
}

/**
 * Reads a tar archive as it comes, in the memory of one block.
 *
 * @param open Gets the name of each file in it, and gives what takes its content.
 * @throws Error where the archive is damaged, or ends in the middle of a file.
 */
export function tarReader(open: (name: string) => ByteSink): ByteSink {
  let header = Buffer.alloc(0);
  let content: { readonly sink: ByteSink; left: number; padding: number } | undefined;
  let longName: string | undefined;

  const begin = (block: Buffer) => {
    if (block.every((byte) => byte === 0)) {
      return;
    }
    if (!hasSum(block)) {
      throw new Error("a header of the tar archive is damaged");
    }
    const size = numberAt(block, 124, 12);
    const type = String.fromCharCode(block[156] ?? 0);
    const padding = (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
    if (type === "L" || type === "x") {
      content = {
        sink: nameSink(
          (text) => (longName = type === "L" ? text.replace(/\0.*$/s, "") : (paxPath(text) ?? longName)),
        ),
        left: size,
        padding,
      };
    } else {
      const prefix = block.toString("latin1", 257, 263) === "ustar\0" ? textAt(block, 345, 155) : "";
      const name = longName ?? (prefix === "" ? "" : `${prefix}/`) + textAt(block, 0, 100);
      longName = undefined;
      content = { sink: ["0", "\0", "7"].includes(type) ? open(name) : NOWHERE, left: size, padding };
    }
    finish();
  };
  const finish = () => {
    if (content?.left === 0) {
      content.sink.end();
      content = content.padding === 0 ? undefined : { sink: NOWHERE, left: content.padding, padding: 0 };
    }
  };
  return {
    push(bytes) {
      let rest = bytes;
      while (rest.length > 0) {
        if (content === undefined) {
          const part = rest.subarray(0, TAR_BLOCK - header.length);
          header = Buffer.concat([header, part]);
          rest = rest.subarray(part.length);
          if (header.length === TAR_BLOCK) {
            const block = header;
            header = Buffer.alloc(0);
            begin(block);
          }
        } else {
          const part = rest.subarray(0, content.left);
          content.sink.push(part);
          content.left -= part.length;
          rest = rest.subarray(part.length);
          finish();
        }
      }
    },
    end() {
      if (content !== undefined && content.sink !== NOWHERE) {
        throw new Error("the tar archive ends in the middle of a file");
      }
    },
  };
}

const NOWHERE: ByteSink = { push: () => undefined, end: () => undefined };

function nameSink(take: (text: string) => void): ByteSink {
  let text = "";
  return {
    push(bytes) {
      text = (text + Buffer.from(bytes).toString("utf8")).slice(0, LONGEST_NAME);
    },
    end() {
      take(text);
    },
  };
}

/** The path among the records of a pax header, each `<length> <key>=<value>`. */
function paxPath(records: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(records)?.[1];
}

/** The header's checksum: the sum of its bytes, with blanks in place of the checksum itself. */
function hasSum(block: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK; at += 1) {
    sum += at >= 148 && at < 156 ? 32 : (block[at] ?? 0);
  }
  return sum === numberAt(block, 148, 8);
}

/** A number in octal, or in base 256 where the first bit is set. */
function numberAt(block: Buffer, at: number, length: number): number {
  return (block[at] ?? 0) >= 128
    ? block.readUIntBE(at + length - 6, 6)
    : parseInt(textAt(block, at, length).trim() || "0", 8);
}

function textAt(block: Buffer, at: number, length: number): string {
  return block.toString("utf8", at, at + length).replace(/\0.*$/s, "");
}
