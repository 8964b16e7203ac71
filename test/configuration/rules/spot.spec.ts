import assert from "node:assert/strict";

import { problemsOf } from "../refusal";

const END =
  "AWS takes the instance back within two minutes, whatever is still on it: set it to on-demand, or remove it.";

describe("what is bought on spot", () => {
  const refused = (changes: Record<string, unknown>) => problemsOf(changes);

  it("may be a service of which nothing can be lost", () => {
    assert.deepEqual(refused({ "duotone:services.site.purchase": "spot" }), []);
  });

  it("is no service of a restricted vertical, whose logs would be lost", () => {
    assert.deepEqual(refused({ "duotone:services.profile.purchase": "spot" }), [
      'duotone:services.profile.purchase is "spot". Allowed: on-demand, for a service of accounts, whose logs are ' +
        `evidence. ${END}`,
    ]);
  });

  it("is no service with an archive or jobs, each with its own reason", () => {
    assert.deepEqual(
      refused({
        "duotone:services.site.purchase": "spot",
        "duotone:services.site.archive": true,
        "duotone:services.site.jobs": { tidy: { schedule: "daily" } },
      }),
      [
        'duotone:services.site.purchase is "spot". Allowed: on-demand, for a service with an archive, whose finished ' +
          `files must get there. ${END}`,
        'duotone:services.site.purchase is "spot". Allowed: on-demand, for a service with jobs, which must come to ' +
          `their end. ${END}`,
      ],
    );
  });

  it("is taken where there are no jobs after all", () => {
    assert.deepEqual(
      refused({ "duotone:services.site.purchase": "spot", "duotone:services.site.jobs": {} }),
      [],
    );
  });
});
