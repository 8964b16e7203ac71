import { SANDBOX_CREDENTIALS } from "../../sandbox/environment";

/** Calls RDS by its query protocol, for which the project has no client: nothing but a test ever calls it. */
export function rdsCalls(endpoint: string, region: string) {
  return async (action: string, parameters: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        // The emulator reads account, region and service from it, and checks no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=${SANDBOX_CREDENTIALS.accessKeyId}/20260101/${region}/rds/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: new URLSearchParams({ Action: action, Version: "2014-10-31", ...parameters }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${action}: ${text}`);
    }
    return text;
  };
}

/** What an answer has in an element, for example `KmsKeyId`. */
export function elementsOf(answer: string, element: string): readonly string[] {
  return [...answer.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(
    ([, text = ""]) => text,
  );
}
