import { UserError } from "../userError";

/** Operating system and processor, in the words of Go, which Terraform, Packer and Pulumi's plugins share. */
export interface Platform {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/**
 * The platform of a Node process.
 *
 * @throws UserError where the sandbox does not run: it needs process groups, symbolic links and shell scripts.
 */
export function platformOf(os: string = process.platform, arch: string = process.arch): Platform {
  const goArch = { x64: "amd64", arm64: "arm64" } as const;
  if ((os !== "linux" && os !== "darwin") || (arch !== "x64" && arch !== "arm64")) {
    throw new UserError(
      `The sandbox runs on Linux and macOS, on x86_64 and arm64; this is ${os} on ${arch}. ` +
        "Use a Linux machine or container, for example WSL 2 on Windows.",
    );
  }
  return { os, arch: goArch[arch] };
}
