/**
 * The project's own code behind a dynamic provider, as it is when the engine asks: a fix reaches stacks whose state is
 * older than it.
 *
 * Stored as text in every state together with the provider, and run in the folder of the Pulumi project: the clone's
 * root, or one of the projects below it. It captures nothing.
 *
 * @param file The code, below `providers/` and without its ending.
 * @throws Error where the project or its dependencies are not there.
 */
export const projectCode = (file: string): unknown => {
  const start = process.cwd();
  const { existsSync } = process.getBuiltinModule("fs");
  const path = process.getBuiltinModule("path");
  let root = start;
  while (!existsSync(`${root}/providers/${file}.ts`) && root !== path.dirname(root)) {
    root = path.dirname(root);
  }
  const requireFrom = process.getBuiltinModule("module").createRequire(`${root}/package.json`);
  try {
    // What is compiled already is started in half the time.
    if (!existsSync(`${root}/providers/${file}.js`)) {
      requireFrom("ts-node/register/transpile-only");
    }
    return requireFrom(`${root}/providers/${file}`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") {
      throw new Error(
        `A dynamic provider runs code of its project, and looked for it in ${start} and above: ` +
          `${error.message.split("\n", 1).join()}. Run pulumi in the project's folder, with its dependencies installed (npm ci).`,
        { cause: error },
      );
    }
    throw error;
  }
};
