import { version } from "@pulumi/aws/package.json";
import { onEngineEnd } from "../command/engineEnd";
import { startBackend } from "./backend";
import { readEnvironment } from "./environment";
import { announceOnce } from "./announcement";
import { serve } from "./server";
import { textOf } from "./messages";

async function main(): Promise<void> {
  // The bridge, and the Terraform provider with it, ends with this process: the kernel sees to it.
  onEngineEnd(() => process.exit(0));
  const environment = readEnvironment(process.env);
  const backend = startBackend(environment, process.argv.slice(2));
  const port = await serve(version, backend);
  process.stdout.write(`${port}\n`);

  await announceOnce(environment.cacheDir, process.ppid);
  const { bridge } = await backend.catch(() => ({ bridge: undefined }));
  if (bridge !== undefined) {
    await bridge.ended();
    process.stderr.write("The bridge to the Terraform provider has ended, and the aws plugin with it.\n");
    process.exit(1);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${textOf(error)}\n`);
  process.exit(1);
});
