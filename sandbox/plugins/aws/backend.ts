import { Bridge, NO_ENGINE } from "./bridge";
import { bridgeShape } from "./bridgeShape";
import { Catalogue } from "./catalogue";
import type { PluginEnvironment } from "./environment";
import { providerScript } from "./providerScript";
import { cachedShape, type SchemaSource } from "./schemaCache";
import type { Backend } from "./server";
import type { PackageShape } from "./shapes";
import { committedTables } from "./tables";
import { terraformNames } from "./tokens";

/** Starts the bridge for the types in the table, and finds out what they take. */
export async function startBackend(
  environment: PluginEnvironment,
  engineArgs: readonly string[],
): Promise<Backend> {
  const tables = committedTables();
  const source = schemaSource(environment);
  const starting = startBridge(environment, engineArgs);
  const shape = cachedShape(environment.cacheDir, source, async () =>
    bridgeShape(await (await starting).schema()),
  );
  const [bridge, known] = await Promise.all([starting, shape]);
  return { bridge, catalogue: new Catalogue(tables, known) };
}

/**
 * The shapes of the bridge's types, without serving any. Installing the plugin calls it too, so that no plugin has to
 * read the schema when it starts.
 */
export function bridgeShapeOf(environment: PluginEnvironment): Promise<PackageShape> {
  return cachedShape(environment.cacheDir, schemaSource(environment), async () => {
    const bridge = await startBridge(environment, NO_ENGINE);
    try {
      return bridgeShape(await bridge.schema());
    } finally {
      bridge.stop();
    }
  });
}

function schemaSource({ bridge, provider }: PluginEnvironment): SchemaSource {
  return { bridge, provider, include: terraformNames(committedTables().types) };
}

async function startBridge(environment: PluginEnvironment, engineArgs: readonly string[]): Promise<Bridge> {
  const provider = await providerScript(environment.cacheDir, environment.provider);
  const { include } = schemaSource(environment);
  return Bridge.start({ bridge: environment.bridge, provider, include, engineArgs });
}
