import { didYouMean } from "../didYouMean";
import type { Draft } from "../draft";
import { is, problem } from "../problem";

/** Two colours, told apart by nothing but name and release, or none; and an active one exactly if there are colours. */
export function colourProblems({ clusters, settings }: Draft): readonly string[] {
  if (clusters === undefined) {
    return [];
  }
  const internal = clusters
    .filter(({ right }) => right.colour === true && right.internal === true)
    .map(({ path }) =>
      problem(
        `${path}.internal`,
        is(true),
        "false, for a colour",
        "What is reachable from inside only cannot take the public names: make it no colour, or not internal.",
      ),
    );
  if (clusters.some(({ right }) => right.colour === undefined)) {
    return internal;
  }
  const colours = clusters.filter(({ right }) => right.colour === true);
  const names = colours.map(({ name }) => name);
  if (names.length !== 0 && names.length !== 2) {
    return [
      ...internal,
      problem(
        "duotone:clusters",
        `has ${names.length === 1 ? "one colour" : `${names.length} colours`}, ${names.join(", ")}`,
        "two clusters with colour: true, or none",
        "With one there is no way back after a promotion, with three no telling which is next.",
      ),
    ];
  }
  return [...internal, ...twinProblems(colours), ...activeColorProblems(settings.activeColor, names)];
}

function twinProblems(colours: NonNullable<Draft["clusters"]>): readonly string[] {
  const [one, other] = colours;
  const [scale, otherScale] = [one?.right.scale, other?.right.scale];
  return one === undefined ||
    other === undefined ||
    scale === undefined ||
    otherScale === undefined ||
    scale === otherScale
    ? []
    : [
        problem(
          `${other.path}.scale`,
          is(otherScale),
          `${scale}, as of ${one.name}`,
          "A promotion must not change the capacity: give both colours the same scale.",
        ),
      ];
}

function activeColorProblems(active: string | undefined, colours: readonly string[]): readonly string[] {
  const [first] = colours;
  if (first === undefined) {
    return active === undefined
      ? []
      : [
          problem(
            "duotone:activeColor",
            is(active),
            "nothing, where no cluster has colour: true",
            "Remove it: pulumi config rm activeColor",
          ),
        ];
  }
  const set = `Set it: pulumi config set activeColor ${first}`;
  return active !== undefined && colours.includes(active)
    ? []
    : [problem("duotone:activeColor", is(active), colours.join(", "), didYouMean(active, colours, set))];
}
