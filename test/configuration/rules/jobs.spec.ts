import assert from "node:assert/strict";

import { problemsOf, refuses } from "../refusal";

const SCHEDULE = "duotone:services.mailer.jobs.digest.schedule";

describe("jobProblems", () => {
  const wrong: Readonly<Record<string, readonly [string, string]>> = {
    month: ["*-13-01 06:00", "from 1 to 12, and after a / one from 1 to 12"],
    day: ["Mon..Fri *-*-32 06:00:00", "from 1 to 31, and after a / one from 1 to 31"],
    hour: ["*-*-* 24:00:00", "from 0 to 23, and after a / one from 1 to 23"],
    minute: ["Sun 06:60", "from 0 to 59, and after a / one from 1 to 59"],
    second: ["*:*:0/60", "from 0 to 59, and after a / one from 1 to 59"],
  };
  for (const [part, [schedule, allowed]] of Object.entries(wrong)) {
    refuses(
      `refuses a ${part} that there is not`,
      { [SCHEDULE]: schedule },
      `${SCHEDULE} is "${schedule}". Allowed: for the ${part} * or a number ${allowed}. Name a time that there is.`,
    );
  }
  for (const schedule of ["hourly", "*-02-29 23:59:59", "Mon,Fri *:0/15", "*-*/3-31 00:00", "*:*:0/59"]) {
    refuses(`takes ${schedule}`, { [SCHEDULE]: schedule });
  }

  const anyOf = (service: string) =>
    `duotone:services.${service}.jobs would run in any of another, staging. ` +
    "Allowed: jobs in a stack with two colours, or with one cluster. " +
    "Make two of the clusters colours, remove all but one, or remove the jobs.";
  it("refuses jobs in several clusters of which none is a colour, since nobody says which one runs them", () => {
    const another = { "duotone:clusters.another": { colour: false } };
    const problems = problemsOf(another, "staging").filter((problem) => problem.includes("jobs"));
    assert.deepEqual(problems, [anyOf("mailer"), anyOf("settlement")]);
  });
});
