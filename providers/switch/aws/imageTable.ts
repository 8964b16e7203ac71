import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { readItems } from "../../../components/images/catalogueBatch";
import { type CatalogueImage, isThere } from "../../../components/images/catalogueItem";
import type { CatalogueKey } from "../../../components/images/catalogueTable";
import { explained, ImageError } from "../../../components/images/imageError";
import { clientSettings } from "../../aws/clientSettings";
import { roleSession } from "../../aws/roleSession";
import type { ImagesReference } from "../switchInputs";

/** The image catalogue, as far as it is read. */
export interface ImageTable {
  /**
   * @returns The images that there are of those keys, in no order.
   * @throws Error saying what to do.
   */
  read(keys: readonly CatalogueKey[], signal: AbortSignal): Promise<readonly CatalogueImage[]>;
  close(): void;
}

/** The catalogue in DynamoDB. */
export function imageTable({
  region,
  tableName,
  roleArn,
}: Omit<ImagesReference, "architectures">): ImageTable {
  const settings = clientSettings(region);
  const client = new DynamoDBClient(
    roleArn === undefined
      ? settings
      : { ...settings, credentials: roleSession(roleArn, "duotone-release-switch", region) },
  );
  return {
    async read(keys, signal) {
      try {
        return (await readItems({ client, tableName, signal }, keys)).filter(isThere);
      } catch (cause) {
        if (signal.aborted) {
          throw signal.reason;
        }
        const known = explained(cause, `Reading ${tableName} in ${region} failed`, {
          ResourceNotFoundException:
            "Run `pulumi up` in foundation/ first, and check the region and the role.",
        });
        throw known instanceof ImageError ? new Error(known.message.replaceAll("\n", " "), { cause }) : known;
      }
    },
    close: () => {
      client.destroy();
    },
  };
}
