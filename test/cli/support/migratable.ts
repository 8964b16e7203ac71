import type { CatalogueImage } from "../../../components/images/catalogueItem";
import type { SchemaRange } from "../../../providers/schema/state";
import { commitOf, FakeSession } from "./fakeSession";

const ROLE = "arn:aws:iam::444444444444:role/OrganizationAccountAccessRole";

/** An auto scaling group and its provider, as a stack's export has them. */
export function group(cluster: string, commit: string, more: object = {}): object {
  const tags = { Name: `${cluster}-core`, vertical: "accounts", cluster, service: "core", commit };
  return {
    urn: `urn:pulumi:prod::duotone::aws:autoscaling/group:Group::${cluster}-core`,
    type: "aws:autoscaling/group:Group",
    id: `${cluster}-core-1a2b3c4`,
    provider: "urn:pulumi:prod::duotone::pulumi:providers:aws::accounts::9f",
    inputs: { tags: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })) },
    ...more,
  };
}

const PROVIDER = {
  urn: "urn:pulumi:prod::duotone::pulumi:providers:aws::accounts",
  type: "pulumi:providers:aws",
  id: "9f",
  inputs: { region: "eu-west-1", assumeRoles: JSON.stringify([{ roleArn: ROLE, sessionName: "duotone" }]) },
};

function image(commit: string, schema: SchemaRange): CatalogueImage {
  return {
    service: "core",
    build: `${commit}#arm64`,
    architecture: "arm64",
    imageId: `ami-0${commit.slice(0, 16)}`,
    imageName: `core-${commit}`,
    region: "eu-west-1",
    ownerAccountId: "111111111111",
    copies: {},
    contentKey: "0".repeat(64),
    parts: {},
    manifest: { key: "manifest", sha256: "0".repeat(64) },
    bakedAt: "2030-01-01T00:00:00.000Z",
    state: "available",
    stateChanges: [],
    consumers: [],
    schema,
  };
}

/** A stack whose core has a database: prod1 is live and runs on 41 and 42, prod2 on 41 to 43, where nobody says otherwise. */
export async function migratable({
  live = { least: 41, most: 42 },
  idle = { least: 41, most: 43 },
}: { readonly live?: SchemaRange; readonly idle?: SchemaRange } = {}): Promise<FakeSession> {
  const session = await FakeSession.deployed();
  const services = session.file.services as Record<string, object>;
  services.core = { database: { instanceClass: "db.t4g.small", storageGiB: 20 } };
  session.resources.push(PROVIDER, group("prod1", commitOf("a")), group("prod2", commitOf("b")));
  session.shelf.images.core = [image(commitOf("b"), idle), image(commitOf("a"), live)];
  return session;
}
