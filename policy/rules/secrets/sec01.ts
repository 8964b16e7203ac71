import type { Resource } from "../../model/resource";
import { secretsInData } from "../../model/secretsInData";
import { type Leaf, leavesIn } from "../../model/strings";
import { UNKNOWN } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";

/** Resources that are a private key, or make one and leave it in the stack's state. */
const KEY_TYPES = [
  "aws:iam/serverCertificate:ServerCertificate",
  "aws:lightsail/keyPair:KeyPair",
  "aws:transfer/hostKey:HostKey",
  "tls:index/privateKey:PrivateKey",
];

/** Names of properties whose value is a private key, in the AWS and TLS providers. */
const KEY_NAME =
  /^(?:[a-z]*privateKey(?:Pem|PemPkcs8|Openssh|Wo)?|hostKey(?:Body|BodyWo)?|keyMaterialBase64)$/i;

/** No private key in any property: certificates come from AWS Certificate Manager, which keeps their keys. */
export const sec01: ResourceRule = {
  id: "SEC-01",
  scope: "resource",
  types: "every",
  evaluate: ({ type, props }: Resource): readonly Finding[] => [
    ...(KEY_TYPES.includes(type) ? [bad("The resource is a private key, or makes one.")] : []),
    ...leavesIn(props).flatMap((leaf) => judged(leaf)),
  ],
};

function judged({ path, name, value }: Leaf): readonly Finding[] {
  // What begins so is a provider's own bookkeeping, which has the names of all properties.
  if (KEY_NAME.test(name) && value !== "" && !path.startsWith("__")) {
    return [bad(`${path} is a private key.`)];
  }
  if (value === UNKNOWN) {
    return [];
  }
  const { secrets, unread } = secretsInData(value, "private keys");
  return [
    ...secrets.map(({ kind, place }) => bad(`${path} holds ${kind} (${place}).`)),
    ...unread.map((why) => undetermined(`${path} has something in it that cannot be read (${why}).`)),
  ];
}
