/** What the launch script tells the plugin. */
export interface PluginEnvironment {
  /** The any-Terraform-provider plugin. */
  readonly bridge: string;
  /** The Terraform AWS provider: a file named exactly `terraform-provider-aws`. */
  readonly provider: string;
  /** Where the shapes of the bridge's types are kept between runs. */
  readonly cacheDir: string;
}

/** Variable names, as the launch script sets them. */
export const VARIABLES = {
  bridge: "DUOTONE_TERRAFORM_BRIDGE",
  provider: "DUOTONE_TERRAFORM_PROVIDER_AWS",
  cacheDir: "DUOTONE_PLUGIN_CACHE",
} as const;

/**
 * Reads the plugin's environment.
 *
 * @throws Error naming every variable that is missing
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): PluginEnvironment {
  const {
    [VARIABLES.bridge]: bridge,
    [VARIABLES.provider]: provider,
    [VARIABLES.cacheDir]: cacheDir,
  } = variables;
  if (!bridge || !provider || !cacheDir) {
    const missing = Object.values(VARIABLES).filter((name) => !variables[name]);
    throw new Error(
      `The sandbox's aws plugin misses ${missing.join(", ")} in its environment. ` +
        `Start it through the script that "make sandbox" installs under PULUMI_HOME.`,
    );
  }
  return { bridge, provider, cacheDir };
}
