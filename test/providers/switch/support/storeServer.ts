import { SigningKey } from "../../ledger/support/signingKey";
import { awsError, CALLER } from "./fakeAws";

/** Item of the queue's table, as DynamoDB writes it. */
type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

interface PutItem {
  readonly Item: Item;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly N: string }>>;
}

/** Queue, ledger, signing key, topic and caller behind AWS's own protocols: DynamoDB's, S3's, KMS's, SNS's and STS's. */
export class StoreServer {
  /** By key, in the order of their making: what the ledger's bucket holds. */
  public readonly objects = new Map<string, string>();

  /** The notices' subjects. */
  public readonly subjects: string[] = [];
  private readonly key = new SigningKey();
  private item: Item | undefined;

  /** @returns Undefined where the action is none of this server's. */
  public answer(
    action: string,
    { path, method, body, form }: { path: string; method: string; body: string; form: URLSearchParams },
  ): string | undefined {
    switch (action) {
      case "GetItem":
        return JSON.stringify(this.item === undefined ? {} : { Item: this.item });
      case "PutItem":
        return this.put(JSON.parse(body) as PutItem);
      case "GetPublicKey":
        return JSON.stringify({ PublicKey: this.key.publicKey });
      case "Sign": {
        const { Message } = JSON.parse(body) as { readonly Message: string };
        return JSON.stringify({ Signature: this.key.signDigest(Buffer.from(Message, "base64")) });
      }
      case "Publish":
        this.subjects.push(form.get("Subject") ?? "");
        return "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
      case "GetCallerIdentity":
        return `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${CALLER.arn}</Arn><Account>${CALLER.account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
      case "ListObjectVersions":
        return `<ListVersionsResult>${[...this.objects.keys()].map(versionXml).join("")}<IsTruncated>false</IsTruncated></ListVersionsResult>`;
      case "S3Object":
        return method === "PUT" ? this.write(path, body) : this.read(path);
      default:
        return undefined;
    }
  }

  private put({ Item: item, ConditionExpression, ExpressionAttributeValues }: PutItem): string {
    const expected = ExpressionAttributeValues?.[":expected"]?.N;
    const holds =
      ConditionExpression === "attribute_not_exists(lane)"
        ? this.item === undefined
        : this.item?.["version"]?.N === expected;
    if (!holds) {
      throw awsError("ConditionalCheckFailedException", "The conditional request failed");
    }
    this.item = item;
    return "{}";
  }

  private write(key: string, body: string): string {
    if (this.objects.has(key)) {
      throw awsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }
    this.objects.set(key, body);
    return "";
  }

  private read(key: string): string {
    const text = this.objects.get(key);
    if (text === undefined) {
      throw awsError("NoSuchKey", "The specified key does not exist.");
    }
    return text;
  }
}

/** What S3 calls a request of its own; undefined where the path is no bucket's. */
export function s3Action(path: string, query: URLSearchParams): string | undefined {
  if (!path.startsWith("/ledger")) {
    return undefined;
  }
  return query.has("versions") ? "ListObjectVersions" : "S3Object";
}

function versionXml(path: string): string {
  const key = path.replace(/^\/ledger\//, "");
  return `<Version><Key>${key}</Key><VersionId>1</VersionId><IsLatest>true</IsLatest><LastModified>${new Date().toISOString()}</LastModified></Version>`;
}
