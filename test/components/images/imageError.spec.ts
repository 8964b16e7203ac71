import assert from "node:assert/strict";

import { awsErrorName, explained, ImageError } from "../../../components/images/imageError";

const named = (name: string, message = "said AWS") => Object.assign(new Error(message), { name });
const coded = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:9`), { code });

describe("awsErrorName", () => {
  it("takes the network's code before the error's name", () => {
    assert.equal(awsErrorName(named("AccessDeniedException")), "AccessDeniedException");
    assert.equal(awsErrorName(coded("ECONNREFUSED")), "ECONNREFUSED");
    assert.equal(awsErrorName("text"), undefined);
  });
});

describe("explained", () => {
  const messageOf = (cause: unknown, remedies = {}) => {
    const error = explained(cause, "The table could not be read", remedies);
    assert.ok(error instanceof ImageError);
    assert.equal(error.cause, cause);
    return error.message;
  };

  it("says what was being done, what AWS said, and what to do", () => {
    assert.match(
      messageOf(named("AccessDeniedException", "User x is not authorized")),
      /^The table could not be read \(AccessDeniedException: User x is not authorized\)\.\n.*permission/,
    );
    assert.match(messageOf(named("ExpiredTokenException")), /log in again/);
    assert.match(messageOf(named("CredentialsProviderError")), /No AWS credentials were found/);
    assert.match(messageOf(coded("ECONNREFUSED")), /AWS_ENDPOINT_URL/);
  });

  it("knows what an error means in particular", () => {
    const remedies = { ResourceNotFoundException: "Deploy the foundation." };
    assert.match(messageOf(named("ResourceNotFoundException"), remedies), /\nDeploy the foundation\.$/);
  });

  it("repeats what a service refused, where nothing more is known of it", () => {
    const refusal = Object.assign(named("ProvisionedThroughputExceededException"), { $fault: "client" });
    assert.equal(
      messageOf(refusal),
      "The table could not be read (ProvisionedThroughputExceededException: said AWS).",
    );
  });

  it("leaves alone what no user can mend, and what is explained already", () => {
    const bug = new TypeError("undefined is not a function");
    assert.equal(explained(bug, "x"), bug);
    assert.equal(explained(named("ResourceNotFoundException"), "x") instanceof ImageError, false);
    const clear = new ImageError("clear");
    assert.equal(explained(clear, "x"), clear);
  });
});
