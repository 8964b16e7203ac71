import { bytesOfBase64, MOST_BYTES, readBytes } from "./encodedText";
import { mimeParts } from "./mimeParts";

/** Bytes of user data that EC2 takes, before base64; https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html. */
const EC2_TAKES = 16 * 1024;

/** Characters that base64 makes of them. */
const IN_BASE64 = Math.ceil(EC2_TAKES / 3) * 4;

/** What user data says, part by part. */
export interface UserData {
  readonly parts: readonly UserDataPart[];

  /** Why it, or a part of it, cannot be read. */
  readonly unread: readonly string[];
}

export interface UserDataPart {
  /** For example `part 2`; empty where it is all of the user data. */
  readonly place: string;
  readonly text: string;
}

/** Multipart texts within multipart texts. */
const DEEPEST = 4;

/**
 * Reads user data as an instance does: out of base64 (a plain text is taken, too, as some resources want it), unpacked,
 * and taken apart where it is a MIME text.
 *
 * Nothing is looked into that EC2 would refuse for its length, and nothing that unpacks to more than 1 MiB.
 */
export function readUserData(userData: string): UserData {
  if (userData.length > IN_BASE64) {
    return { parts: [], unread: ["is longer than the 16 KiB that EC2 takes"] };
  }
  const bytes = bytesOfBase64(userData);
  const decoded = bytes === undefined ? undefined : readBytes(bytes);
  const parts: UserDataPart[] = [];
  const unread: string[] = [];
  let left = MOST_BYTES;

  const visit = (text: string, at: string, depth: number): void => {
    const inner = mimeParts(text);
    left -= text.length;
    if (left < 0 || (inner !== undefined && depth === DEEPEST)) {
      unread.push(`${at}${at === "" ? "" : " "}has too much in it to be looked into`);
      return;
    }
    if (inner === undefined) {
      parts.push({ place: at, text });
      return;
    }
    inner.forEach(({ bytes: partBytes }, index) => {
      const place = `${at}${at === "" ? "" : ", "}part ${index + 1}`;
      const read = readBytes(partBytes);
      if (read.is === "text") {
        visit(read.text, place, depth + 1);
      } else {
        unread.push(`${place} ${read.is === "unreadable" ? read.why : "is no text"}`);
      }
    });
  };

  if (decoded === undefined || (decoded.is === "binary" && decoded.bytes.length < 48)) {
    visit(userData, "", 0);
  } else if (decoded.is === "text") {
    visit(decoded.text, "", 0);
  } else {
    unread.push(decoded.is === "unreadable" ? decoded.why : "is no text");
  }
  return { parts, unread };
}
