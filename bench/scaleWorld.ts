import { type CatalogueImage, itemOf } from "../components/images/catalogueItem";
import { BASE_IMAGE } from "../components/images/imageCatalogue";
import { ARCHITECTURES, type Architecture } from "../components/images/architecture";
import type { DuotoneConfig } from "../config";
import { catalogueImage } from "../test/components/images/catalogueImage";
import { CLOUD_MADE, FOUNDATION, imageIdOf } from "../test/program/declared";
import { wantedAccounts } from "../verticals";
import type { AwsAnswer, AwsRequest } from "./host/fakeAws";
import type { EngineAnswers } from "./host/fakeEngine";

/** Lets the credentials of an assumed role last longer than any run. */
const EXPIRATION = "2099-01-01T00:00:00Z";

/** What the engine answers the program: the organization has all accounts, and the foundation is deployed. */
export function engineAnswers(config: DuotoneConfig): EngineAnswers {
  return {
    made: CLOUD_MADE,
    invokes: {
      "aws:organizations/getOrganization:getOrganization": {
        id: FOUNDATION.organizationId,
        masterAccountId: FOUNDATION.managementAccountId,
        roots: [{ id: "r-1", policyTypes: [{ type: "SERVICE_CONTROL_POLICY", status: "ENABLED" }] }],
        accounts: wantedAccounts(config).map(({ accountName, email }, index) => ({
          id: String(200000000001 + index),
          name: accountName,
          email,
          status: "ACTIVE",
        })),
      },
      "aws:index/getCallerIdentity:getCallerIdentity": {
        arn: `arn:aws:iam::${FOUNDATION.managementAccountId}:role/deploy`,
      },
    },
    stacks: { [config.foundation]: FOUNDATION },
  };
}

/** What AWS answers the program before its first resource: every image is in the catalogue, and staging ran it. */
export function awsAnswers({ action, body }: AwsRequest): AwsAnswer | undefined {
  switch (action) {
    case "AssumeRole":
      return { type: "text/xml", body: assumedRole() };
    case "BatchGetItem":
      return { type: "application/x-amz-json-1.0", body: JSON.stringify(items(body)) };
    default:
      return undefined;
  }
}

interface BatchGetItem {
  readonly RequestItems: Readonly<
    Record<string, { readonly Keys: readonly Readonly<Record<string, { readonly S: string }>>[] }>
  >;
}

/** Every image that is asked for, and nothing of any other table: no schema was migrated yet. */
function items(body: string): unknown {
  const { RequestItems: wanted } = JSON.parse(body) as BatchGetItem;
  const Responses = Object.fromEntries(
    Object.entries(wanted).map(([table, { Keys: keys }]) => [
      table,
      table === FOUNDATION.imageCatalogueTable
        ? keys.map(({ service, build }) => itemOf(imageOf(service?.S ?? "", build?.S ?? "")))
        : [],
    ]),
  );
  return { Responses, UnprocessedKeys: {} };
}

function imageOf(service: string, build: string): CatalogueImage {
  const [commit = "", named] = build.split("#");
  const architecture = ARCHITECTURES.find((known): known is Architecture => known === named) ?? "arm64";
  const image = { service, build, architecture, imageId: imageIdOf(`${service}-${commit}`) };
  const run = {
    state: "deployed-to-staging",
    at: "2026-11-20T00:00:00Z",
    by: "staging",
    reason: "ran",
  } as const;
  return catalogueImage(
    service === BASE_IMAGE
      ? { ...image, base: undefined }
      : {
          ...image,
          base: `2026-11-01#${architecture}`,
          schema: { least: 1, most: 1 },
          state: run.state,
          stateChanges: [run],
        },
  );
}

function assumedRole(): string {
  return (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>' +
    "<AccessKeyId>AKIDEXAMPLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey><SessionToken>none</SessionToken>" +
    `<Expiration>${EXPIRATION}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
  );
}
