import * as fs from "node:fs/promises";
import * as path from "node:path";
import { TERRAFORM_PROVIDER_VERSION } from "./unknownInputs";

/** What the plugin says it is. */
const TEXT =
  `aws: the sandbox's stand-in for the vendor's plugin (Terraform AWS provider ${TERRAFORM_PROVIDER_VERSION} ` +
  `behind the any-Terraform-provider bridge).`;

/**
 * Says once per engine run, on standard error, what this plugin is. An engine starts one plugin for every account
 * provider, and shows the line of each.
 *
 * @param engine - the process id of the engine
 */
export async function announceOnce(cacheDir: string, engine: number): Promise<void> {
  const file = path.join(cacheDir, "announced");
  const run = `${engine} ${await startOf(engine)}`;
  if ((await fs.readFile(file, "utf8").catch(() => "")) === run) {
    return;
  }
  await fs.mkdir(cacheDir, { recursive: true });
  await fs.writeFile(file, run);
  process.stderr.write(`${TEXT}\n`);
}

/** When a process began, in the kernel's ticks: a process id alone comes back. Empty where the system does not say. */
async function startOf(processId: number): Promise<string> {
  const stat = await fs.readFile(`/proc/${processId}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
