import type { Draft } from "../draft";
import { is, problem } from "../problem";

const PATH = "duotone:images.copyRegions";

/** Images are copied by the stack that bakes them, and to other regions than its own. */
export function imageProblems({ aws, images: { bake, copyRegions = [] } }: Draft): readonly string[] {
  return [
    ...(aws.region !== undefined && copyRegions.some((region) => region === aws.region)
      ? [
          problem(
            PATH,
            is(copyRegions),
            `regions other than ${aws.region}, the one of aws:region`,
            `Remove ${aws.region}: images are baked there.`,
          ),
        ]
      : []),
    ...(bake === false && copyRegions.length > 0
      ? [
          problem(
            PATH,
            is(copyRegions),
            "nothing, where duotone:images.bake is false",
            "Remove it, and name the regions in the file of the stack that bakes: it copies what it has baked.",
          ),
        ]
      : []),
  ];
}
