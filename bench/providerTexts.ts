import { resourcesOf } from "../sandbox/story/stackExport";

/** Every dynamic resource's type begins with it. */
const DYNAMIC = /^pulumi-nodejs:dynamic\b/;

/** The texts in which Pulumi keeps the dynamic providers of a stack. */
export interface ProviderTexts {
  /** Types of dynamic resources. */
  readonly classes: number;

  /** Different texts; one per class where no instance carries a text of its own. */
  readonly texts: number;

  /** Bytes of the largest. */
  readonly largest: number;
}

/**
 * Reads the provider's texts of an exported stack, as the engine got them when the resources were registered.
 *
 * @throws Error where the stack has no dynamic resource, or one without a text.
 */
export function providerTextsOf(exported: unknown): ProviderTexts {
  const dynamic = resourcesOf(exported).filter(({ type }) => DYNAMIC.test(type));
  const texts = dynamic.map(({ urn, inputs }) => {
    const text = inputs["__provider"];
    if (typeof text !== "string") {
      throw new Error(`${urn} has no provider's text.`);
    }
    return text;
  });
  if (texts.length === 0) {
    throw new Error("The stack has no dynamic resource.");
  }
  return {
    classes: new Set(dynamic.map(({ type }) => type)).size,
    texts: new Set(texts).size,
    largest: Math.max(...texts.map((text) => Buffer.byteLength(text))),
  };
}
