import { styleText } from "node:util";

/** Colours of a terminal. Each gives the text back as it is where there are none. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const asItIs = (text: string) => text;

/** No colours: for files, pipes, programs and whoever sets NO_COLOR. */
export const PLAIN: Paint = { good: asItIs, bad: asItIs, warn: asItIs, strong: asItIs, faint: asItIs };

export const COLORED: Paint = {
  good: (text) => styleText("green", text, { validateStream: false }),
  bad: (text) => styleText("red", text, { validateStream: false }),
  warn: (text) => styleText("yellow", text, { validateStream: false }),
  strong: (text) => styleText("bold", text, { validateStream: false }),
  faint: (text) => styleText("dim", text, { validateStream: false }),
};
