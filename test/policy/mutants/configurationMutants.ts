import type { Mutant } from "./mutant";

const PROD = { file: "Pulumi.prod.yaml", stack: "prod" } as const;
const ORG = { file: "foundation/Pulumi.org.yaml", stack: "org" } as const;

/** Faults in the stack files. What the rules are told of the stacks stays as it was: it comes from the base branch. */
export const configurationMutants: readonly Mutant[] = [
  {
    ...PROD,
    title: "production is not protected",
    text: 'duotone:protect: "true"',
    replacement: 'duotone:protect: "false"',
    refusedBy: ["BG-04", "KEY-02", "LB-06"],
  },
  {
    ...PROD,
    title: "a restricted vertical is called public",
    text: "classification: banking",
    replacement: "classification: public",
    refusedBy: ["AUD-02"],
  },
  {
    ...PROD,
    title: "qaprod1 is open to the internet",
    text: "internal: true",
    replacement: "internal: false",
    refusedBy: ["LB-07"],
  },
  {
    ...PROD,
    title: "production runs a commit that was never built",
    text: '    prod1:\n      core: "dcb98e40175c8039285dac29c882310d8543377d"',
    replacement: '    prod1:\n      core: "1111111111111111111111111111111111111111"',
    refusedBy: ["BG-02", "CMP-09", "IMG-01"],
  },
  {
    ...ORG,
    title: "the foundation is not protected",
    text: "duotone-foundation:protect: true",
    replacement: "duotone-foundation:protect: false",
    refusedBy: ["KEY-02"],
  },
];
