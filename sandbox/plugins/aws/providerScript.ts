import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";

import { quoted } from "../shell";
import { endingWithParent } from "./bridge";

/**
 * A script that runs the Terraform provider and has the kernel end it with the bridge that started it. Nothing else
 * would when the bridge is killed, and each provider keeps about 280 MB.
 *
 * The bridge takes the provider's name from the file's name, so the script is called `terraform-provider-aws`.
 *
 * @returns the script's path, which is the same for the same provider
 */
export async function providerScript(cacheDir: string, provider: string): Promise<string> {
  const key = createHash("sha256").update(provider).digest("hex").slice(0, 16);
  const file = path.join(cacheDir, `provider-${key}`, "terraform-provider-aws");
  const { command, args } = endingWithParent(provider, []);
  const text = `#!/bin/sh\nexec ${[command, ...args].map(quoted).join(" ")} "$@"\n`;
  if ((await fs.readFile(file, "utf8").catch(() => "")) === text) {
    return file;
  }
  await fs.mkdir(path.dirname(file), { recursive: true });
  // Several plugins may start at once, and a script that is still open for writing cannot be run.
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  await fs.writeFile(temporary, text, { mode: 0o755 });
  await fs.rename(temporary, file);
  return file;
}
