import assert from "node:assert/strict";

import { asksForColor, jobBoot, jobRights } from "../../../components/clusters/jobs";

const PARAMETER = { name: "/duotone/prod/active-color", arn: "arn:parameter" };
const JOBS = [
  { name: "digest", schedule: "hourly", timeoutMinutes: 5 },
  { name: "sweep", schedule: "*:0/15", timeoutMinutes: 60 },
];
const BOOT_JOBS = {
  digest: { schedule: "hourly", timeoutMinutes: 5 },
  sweep: { schedule: "*:0/15", timeoutMinutes: 60 },
};

describe("jobs of services", () => {
  it("are told to both colours of a web service, with where it is said which one is active", () => {
    const told = { activeColorParameter: PARAMETER.name, jobs: BOOT_JOBS };
    assert.deepEqual(jobBoot({ kind: "web", jobs: JOBS }, { colour: true }, PARAMETER), told);
    assert.deepEqual(jobBoot({ kind: "worker", jobs: JOBS }, { colour: true }, PARAMETER), told);
  });

  it("are not told to a cluster that is no colour, beside those that are", () => {
    assert.deepEqual(jobBoot({ kind: "worker", jobs: JOBS }, { colour: false }, PARAMETER), {
      activeColorParameter: PARAMETER.name,
    });
  });

  it("always run where there are no colours", () => {
    assert.deepEqual(jobBoot({ kind: "web", jobs: JOBS }, { colour: false }, undefined), { jobs: BOOT_JOBS });
    assert.deepEqual(jobRights({ kind: "web", jobs: JOBS }, undefined), []);
  });

  it("are nothing to a web service without any: neither fields nor rights", () => {
    assert.equal(asksForColor({ kind: "web", jobs: [] }), false);
    assert.deepEqual(jobBoot({ kind: "web", jobs: [] }, { colour: true }, PARAMETER), {});
    assert.deepEqual(jobRights({ kind: "web", jobs: [] }, PARAMETER), []);
  });

  it("may read the one parameter", () => {
    assert.deepEqual(jobRights({ kind: "web", jobs: JOBS }, PARAMETER), [
      { Effect: "Allow", Action: "ssm:GetParameter", Resource: PARAMETER.arn },
    ]);
  });
});
