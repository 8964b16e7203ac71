import * as pulumi from "@pulumi/pulumi";

/** A dynamic provider as the engine stores it in a state and hands it to its plugin: a program in one text. */
export async function providerText(provider: pulumi.dynamic.ResourceProvider): Promise<string> {
  const { text } = await pulumi.runtime.serializeFunction(() => provider);
  return text;
}
