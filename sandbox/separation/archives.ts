import type { Estate, EstateResource, VerticalAccount } from "./estate";
import { textAt } from "./values";

const ARCHIVE_TYPE = "duotone:observability:LogArchive";

/** The log archive of one vertical, in the audit account. */
export interface Archive {
  readonly account: VerticalAccount;

  /** What it consists of. */
  readonly parts: readonly EstateResource[];
  readonly buckets: readonly string[];
  readonly keyArns: readonly string[];
}

/** The log archives of all verticals: each is a component, whose arguments say whose it is. */
export function archivesOf(estate: Estate): Archive[] {
  return estate.all
    .filter(({ type }) => type === ARCHIVE_TYPE)
    .flatMap((component) => {
      const account = estate.verticals.find(
        ({ stack, vertical }) => stack === component.stack && vertical === component.inputs.vertical,
      );
      const parts = estate.resources.filter(({ ancestors }) =>
        ancestors.some(({ urn }) => urn === component.urn),
      );
      return account === undefined
        ? []
        : [{ account, parts, buckets: namesOf(parts, "aws:s3/bucket:Bucket"), keyArns: arnsOf(parts) }];
    });
}

/** The vertical whose archive a resource belongs to; undefined where it belongs to none. */
export function archivedVertical({ ancestors }: EstateResource): string | undefined {
  const archive = ancestors.find(({ type }) => type === ARCHIVE_TYPE);
  return archive === undefined ? undefined : textAt(archive.inputs, "vertical");
}

function namesOf(parts: readonly EstateResource[], type: string): string[] {
  return parts.filter((part) => part.type === type).flatMap(({ id }) => id ?? []);
}

function arnsOf(parts: readonly EstateResource[]): string[] {
  return parts
    .filter(({ type }) => type === "aws:kms/key:Key")
    .flatMap(({ outputs }) => textAt(outputs, "arn") ?? []);
}
