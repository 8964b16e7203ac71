import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { awsLedger } from "../../../providers/ledger/awsLedger";
import { entryText } from "../../../providers/ledger/entrySchema";
import type { LedgerEntry } from "../../../providers/ledger/record";
import { systemClock } from "../../../providers/switch/clock";
import { chainOf } from "./support/chain";
import { BUCKET, STACK, versionOf } from "./support/fixture";
import { KEY_ARN, SigningKey } from "./support/signingKey";

/** S3 lists a thousand versions at a time; this one lists one, so that a page is cheap. */
describe("the ledger in AWS, where S3 lists it in pages", () => {
  const { signal } = new AbortController();
  const key = new SigningKey();
  const entries = chainOf(key, 5);
  const environment = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  let earlier: NodeJS.ProcessEnv;
  let server: Server;
  let listings: string[];

  beforeEach(async () => {
    listings = [];
    server = createServer((request, response) => {
      response.end(answer(request));
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    earlier = process.env;
    const { port } = server.address() as AddressInfo;
    process.env = { ...earlier, ...environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  });

  afterEach(() => {
    process.env = earlier;
    server.closeAllConnections();
    server.close();
  });

  function answer(request: IncomingMessage): string {
    const url = new URL(request.url ?? "", "http://s3");
    if (request.method === "POST") {
      return JSON.stringify({ KeyId: KEY_ARN, PublicKey: key.publicKey });
    }
    if (url.searchParams.has("versions")) {
      const { searchParams: query } = url;
      assert.equal(query.get("prefix"), `ledger/${STACK}/`);
      const place = versions.findIndex(
        (version) =>
          version.key === query.get("key-marker") && version.versionId === query.get("version-id-marker"),
      );
      listings.push(query.get("version-id-marker") ?? "");
      return page(place + 1);
    }
    const found = versions.find(({ versionId }) => versionId === url.searchParams.get("versionId"));
    return entryText(found?.entry as LedgerEntry);
  }

  const versions = entries.map((entry, index) => versionOf(entry, index + 1));

  function page(place: number): string {
    const { key: name, versionId, lastModified } = versions[place] ?? { key: "", versionId: "" };
    return (
      `<?xml version="1.0" encoding="UTF-8"?><ListVersionsResult><IsTruncated>${place < versions.length - 1}</IsTruncated>` +
      `<NextKeyMarker>${name}</NextKeyMarker><NextVersionIdMarker>${versionId}</NextVersionIdMarker>` +
      `<Version><Key>${name}</Key><VersionId>${versionId}</VersionId><IsLatest>true</IsLatest>` +
      `<LastModified>${lastModified?.toISOString()}</LastModified></Version></ListVersionsResult>`
    );
  }

  it("is read to the end, each page once", async () => {
    const ledger = awsLedger({ bucket: BUCKET, keyArn: KEY_ARN, stack: STACK, clock: systemClock(signal) });
    try {
      assert.deepEqual(await ledger.entries(signal), entries);
      assert.deepEqual(listings, ["", "v1", "v2", "v3", "v4"]);
      assert.deepEqual(await ledger.head(signal), { entry: entries[4], isOpen: true });
    } finally {
      ledger.close();
    }
  });
});
