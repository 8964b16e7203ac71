import { type Archive, archivesOf } from "../archives";
import { accountName, type Estate, type EstateResource, place, viewsOf } from "../estate";
import { ofVerticals, vpcsOf } from "../networks";
import { Owners } from "../owners";
import { textAt, textsOf } from "../values";

const FLOW_LOG_TYPE = "aws:ec2/flowLog:FlowLog";

/**
 * Every vertical has one archive, its networks' traffic is all recorded there, nothing of the vertical delivers to any other
 * bucket of the audit account, and the archive knows of no other vertical.
 */
export function logArchives(estate: Estate): string[] {
  const archives = archivesOf(estate);
  const owners = new Owners(estate);
  const ofAudit = new Set(
    estate.resources
      .filter(({ type, account }) => type === "aws:s3/bucket:Bucket" && account?.kind === "audit")
      .flatMap(({ id }) => id ?? []),
  );
  return [
    ...estate.verticals.flatMap((account) => {
      const own = archives.filter((archive) => archive.account === account);
      return own.length === 1 && own.every(({ buckets }) => buckets.length > 0)
        ? []
        : [`${own.length} archives with buckets for logs were found of ${accountName(account)}, not one.`];
    }),
    ...ofVerticals(estate).flatMap((resource) => foreignBuckets(resource, archives, ofAudit)),
    ...vpcsOf(estate).flatMap((vpc) => unrecorded(estate, vpc)),
    ...estate.resources
      .filter(({ type, account }) => type === FLOW_LOG_TYPE && account?.kind === "vertical")
      .flatMap((flowLog) => misdelivered(flowLog, archives)),
    ...archives.flatMap((archive) => strangers(archive, owners)),
  ];
}

/** Buckets of the audit account that a vertical's resource names and that are not its archive. */
function foreignBuckets(
  resource: EstateResource,
  archives: readonly Archive[],
  ofAudit: ReadonlySet<string>,
): string[] {
  const own = archives.find(({ account }) => account === resource.account)?.buckets ?? [];
  const problems = textsOf({ inputs: resource.inputs, outputs: resource.outputs }).flatMap(({ path, text }) =>
    [...text.matchAll(/[a-z0-9][a-z0-9.-]{2,62}/g)]
      .filter(([bucket]) => ofAudit.has(bucket) && !own.includes(bucket))
      .map(
        ([bucket]) => `${place(resource)} names ${bucket} in ${path}, which is not its vertical's archive.`,
      ),
  );
  return [...new Set(problems)];
}

function unrecorded(estate: Estate, vpc: EstateResource): string[] {
  const recorded = estate.resources.some(
    (flowLog) =>
      flowLog.type === FLOW_LOG_TYPE &&
      flowLog.account === vpc.account &&
      viewsOf(flowLog).every((view) => view.vpcId === vpc.id && view.trafficType === "ALL"),
  );
  return recorded ? [] : [`${place(vpc)} has no record of all its traffic.`];
}

function misdelivered(flowLog: EstateResource, archives: readonly Archive[]): string[] {
  const own = archives.find(({ account }) => account === flowLog.account)?.buckets ?? [];
  const problems = viewsOf(flowLog)
    .map((view) => textAt(view, "logDestination") ?? "nowhere")
    .filter((destination) => !own.some((bucket) => isIn(destination, bucket)))
    .map(
      (destination) => `${place(flowLog)} delivers to ${destination}, which is not its vertical's archive.`,
    );
  return [...new Set(problems)];
}

function isIn(destination: string, bucket: string): boolean {
  const arn = `arn:aws:s3:::${bucket}`;
  return destination === arn || destination.startsWith(`${arn}/`);
}

/** Other verticals that an archive's parts name: in a policy they would write to it or read from it. */
function strangers({ account, parts }: Archive, owners: Owners): string[] {
  const problems = parts.flatMap((part) =>
    textsOf({ inputs: part.inputs, outputs: part.outputs }).flatMap(({ path, text }) =>
      [...owners.named(text).keys()]
        .filter((owner) => owner !== account)
        .map(
          (owner) =>
            `${place(part)} is of the archive of ${accountName(account)} and names ${accountName(owner)} in ${path}.`,
        ),
    ),
  );
  return [...new Set(problems)];
}
