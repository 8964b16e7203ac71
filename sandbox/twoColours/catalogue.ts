import { PutItemCommand } from "@aws-sdk/client-dynamodb";

import { type CatalogueImage, itemOf } from "../../components/images/catalogueItem";
import { baseKey, serviceKey } from "../../components/images/imageCatalogue";
import type { ImageState } from "../../components/images/imageState";
import { mapBounded } from "../../providers/switch/bounded";
import type { SwitchInputs } from "../../providers/switch/switchInputs";
import type { WorldClients } from "./clients";

/** Items written at a time. */
const AT_ONCE = 8;

/** Version of the base image that all images of a world were made of. */
export const BASE_VERSION = "2026-11-01";

const ARCHITECTURE = "arm64";
const BAKED = "2026-11-02T10:00:00.000Z";

/** An item of the catalogue. */
interface Listed {
  readonly service: string;
  readonly build: string;
  readonly imageId: string;

  /** @default - the base image of all */
  readonly base?: string | undefined;
}

type Cataloguing = Pick<SwitchInputs, "releases" | "images">;

/** Writes every image that the releases name into the catalogue, and the base image of all, as baking does. */
export async function catalogue(clients: Pick<WorldClients, "dynamo">, args: Cataloguing): Promise<void> {
  const images = Object.values(args.releases).flatMap((release) =>
    Object.entries(release).map(([service, { commit, imageId }]) => ({
      ...serviceKey(service, commit, ARCHITECTURE),
      imageId,
      base: `${BASE_VERSION}#${ARCHITECTURE}`,
    })),
  );
  const base = { ...baseKey(BASE_VERSION, ARCHITECTURE), imageId: "ami-00000000000000000" };
  await mapBounded([...images, base], AT_ONCE, (image) => putImage(clients, args, image, "available"));
}

/** Writes the state of the base image of all over: the emulated cloud's catalogue belongs to whoever made it. */
export async function setBaseState(
  clients: Pick<WorldClients, "dynamo">,
  args: Cataloguing,
  state: ImageState,
): Promise<void> {
  const base = { ...baseKey(BASE_VERSION, ARCHITECTURE), imageId: "ami-00000000000000000" };
  await putImage(clients, args, base, state);
}

async function putImage(
  { dynamo }: Pick<WorldClients, "dynamo">,
  { images: { tableName, region } }: Cataloguing,
  { base, ...listed }: Listed,
  state: ImageState,
): Promise<void> {
  const first = {
    state: "available" as const,
    at: BAKED,
    by: "arn:aws:iam::123456789012:root",
    reason: "baked",
  };
  const image: CatalogueImage = {
    ...listed,
    base,
    architecture: ARCHITECTURE,
    imageName: `${listed.service}-${listed.build.replace("#", "-")}`,
    region,
    ownerAccountId: "123456789012",
    copies: {},
    contentKey: "0".repeat(64),
    parts: {},
    manifest: { key: `manifests/${listed.service}/${listed.build}.json`, sha256: "0".repeat(64) },
    bakedAt: BAKED,
    state,
    stateChanges: state === "available" ? [first] : [first, { ...first, state, reason: "CVE-2026-0001" }],
    consumers: [],
  };
  await dynamo.send(new PutItemCommand({ TableName: tableName, Item: itemOf(image) }));
}
