import { readList, type Value } from "./value";

/** One selection of events that a trail writes down, basic or advanced. */
export interface TrailSelector {
  readonly events: "management" | "objects";
  readonly reads: boolean;
  readonly writes: boolean;

  /** Names of events that it leaves out. */
  readonly allBut: readonly string[];

  /** Whether it takes in everything that is done to the objects of a bucket, by the bucket's name. */
  takesIn(bucket: string): boolean;
}

/** Whether the ARN of every object of a bucket begins with a prefix, in whichever partition. */
export function takesInObjects(prefix: string, bucket: string): boolean {
  return `s3:::${bucket}/`.startsWith(prefix.replace(/^arn:aws[a-z-]*:/, ""));
}

/** The known texts of a list. */
export function textsAt(from: Value, key: string): readonly string[] {
  const list = readList(from, key);
  return list.is === "known" ? list.items.filter((item) => typeof item === "string") : [];
}
