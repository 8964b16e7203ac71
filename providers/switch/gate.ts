import { alarmRefusals } from "./alarms";
import { capacityRefusals } from "./capacity";
import { imageRefusals } from "./images";
import { isUnknown } from "./inputs";
import { withOverrides, type Verdict } from "./overrides";
import { promotionOf, type Snapshot } from "./promotion";
import { NO_RECORD } from "./records";
import { freezeRefusals, ledgerRefusals, queueRefusals } from "./releaseRules";
import { schemaRefusals } from "./schema";
import { twinRefusals } from "./twins/twinRefusals";
import type { CheckFailure, Refusal } from "./types";

/** How many of many unknown values a message shows. */
const SHOWN = 5;

/** Every reason not to carry the inputs out, but for those that a person passes by. */
export function verdictOf(snapshot: Snapshot): Verdict {
  return withOverrides(refusals(snapshot), snapshot.inputs.overrides, snapshot.now);
}

/** Every reason not to carry the inputs out. Each check is pure and judges alone; all of them always run. */
export function refusals(snapshot: Snapshot): readonly Refusal[] {
  return CHECKS.flatMap((check) => check(snapshot));
}

/** A refusal as the engine shows it: with the name of its gate, which an override has to name. */
export function failureOf({ gate, property, reason }: Refusal): CheckFailure {
  return { property, reason: `[${gate}] ${reason}` };
}

type Check = (snapshot: Snapshot) => readonly Refusal[];

const CHECKS: readonly Check[] = [
  namesAreOurs,
  jobsAreReadable,
  liveReleasesStay,
  nothingIsUnknown,
  capacityRefusals,
  alarmRefusals,
  twinRefusals,
  imageRefusals,
  schemaRefusals,
  freezeRefusals,
  queueRefusals,
  ledgerRefusals,
];

function namesAreOurs({ inputs, state, zones }: Snapshot): readonly Refusal[] {
  return zones.flatMap((zone): readonly Refusal[] => {
    if ("unreadable" in zone) {
      return [
        {
          gate: "names",
          property: `names[${inputs.names.findIndex(({ zoneId }) => zoneId === zone.zoneId)}]`,
          reason: `The names of zone ${zone.zoneId} could not be read: ${zone.unreadable} Nothing is moved blindly; run it again once Route 53 answers.`,
        },
      ];
    }
    return zone.obstacles.map(({ fqdn, expected, live, replaceable }) => {
      // The engine prints a whole property's value with a refusal. It has none for a path, and none is needed.
      const index = inputs.names.findIndex((name) => name.fqdn === fqdn);
      const cure = !replaceable
        ? "An alias cannot be written beside it: delete it by hand, then run `pulumi refresh` and `pulumi up`."
        : state === undefined
          ? "The switch never overwrites a record that it did not make: delete it, or make it what is expected."
          : "Somebody changed it. Put it back; or run `pulumi refresh` to accept it, and `pulumi up` then moves it.";
      const wanted =
        expected === NO_RECORD && state === undefined ? (zone.wanted[fqdn] ?? expected) : expected;
      return {
        gate: "names",
        property: `names[${index}]`,
        reason: `${fqdn} in zone ${zone.zoneId} should be "${wanted}" and is "${live}". ${cure}`,
      };
    });
  });
}

function jobsAreReadable({ jobs }: Snapshot): readonly Refusal[] {
  return jobs.flatMap((job, index): readonly Refusal[] =>
    "unreadable" in job
      ? [
          {
            gate: "workers",
            property: `jobs[${index}]`,
            reason: `Parameter ${job.job.parameterName} of ${job.job.vertical} could not be read: ${job.unreadable} Nothing is moved blindly; run it again once Systems Manager answers.`,
          },
        ]
      : [],
  );
}

function liveReleasesStay({ inputs, state, zones }: Snapshot): readonly Refusal[] {
  if (state === undefined) {
    return [];
  }
  const live = zones.flatMap((zone) => ("unreadable" in zone ? [] : (zone.liveColor ?? [])));
  const serving = new Set([state.activeColor, ...live]);
  return [...new Set([...serving, inputs.activeColor])].flatMap((color) =>
    Object.entries(inputs.releases[color] ?? {}).flatMap(([service, release]) => {
      const before = state.releases[color]?.[service];
      if (before === undefined || (before.commit === release.commit && before.imageId === release.imageId)) {
        return [];
      }
      const image = isUnknown(release.imageId) ? "an image that is yet to be made" : release.imageId;
      const change = `${service} on ${color} would change from ${before.commit} (${before.imageId}) to ${release.commit} (${image})`;
      const idle = inputs.colors.filter((other) => !serving.has(other)).join(" or ");
      const reason = serving.has(color)
        ? `${change}, and ${color} is live: what serves the public never changes. Deploy to ${idle === "" ? "an idle colour" : idle}, then promote that.`
        : `${change} in the same update that makes ${color} active. Deploy to ${color} first, with activeColor ${state.activeColor}, then promote it.`;
      return [{ gate: "live" as const, property: `releases.${color}.${service}`, service, reason }];
    }),
  );
}

function nothingIsUnknown(snapshot: Snapshot): readonly Refusal[] {
  const { inputs, state, unknown } = snapshot;
  if (state === undefined || unknown.length === 0 || promotionOf(snapshot) === undefined) {
    return [];
  }
  const shown = unknown.slice(0, SHOWN);
  const more = unknown.length > SHOWN ? ` and ${unknown.length - SHOWN} more` : "";
  return [
    {
      gate: "unknown",
      property: "activeColor",
      reason:
        `Names would move to ${inputs.activeColor} in the same update that still makes what they need: ` +
        `${shown.join(", ")}${more} are not known yet. Deploy first, with activeColor ${state.activeColor}, then promote.`,
    },
  ];
}
