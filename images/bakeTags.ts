/** Tag that says what an image is made of; also on the build instance, its volume and the snapshots. */
export const CONTENT_KEY_TAG = "duotone:content-key";

/** Tag of everything that bakes make. */
export const MANAGED_BY = { Key: "managed-by", Value: "duotone" } as const;
