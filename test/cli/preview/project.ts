import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** Root of this repository. */
export const REPOSITORY = path.join(__dirname, "..", "..", "..");

/** A checkout with the stack files of this repository, policies that hold nothing, and a branch for a change. */
export class TemporaryProject {
  private constructor(public readonly root: string) {}

  public static async make(): Promise<TemporaryProject> {
    const root = await mkdtemp(path.join(tmpdir(), "duotone-preview-"));
    const project = new TemporaryProject(root);
    for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.staging.yaml", "tsconfig.json"]) {
      await cp(path.join(REPOSITORY, file), path.join(root, file));
    }
    for (const file of ["Pulumi.yaml", "Pulumi.org.yaml"]) {
      await mkdir(path.join(root, "foundation"), { recursive: true });
      await cp(path.join(REPOSITORY, "foundation", file), path.join(root, "foundation", file));
    }
    for (const file of ["tsconfig.json", "inventory.json"]) {
      await mkdir(path.join(root, "policy"), { recursive: true });
      await cp(path.join(REPOSITORY, "policy", file), path.join(root, "policy", file));
    }
    await project.write("policy/index.ts", 'export const whose: string = "base";\n');
    await project.write("policy/exemptions.json", "[]\n");
    await project.write(".gitignore", "node_modules\n.duotone/\n");
    await symlink(path.join(REPOSITORY, "node_modules"), path.join(root, "node_modules"));
    await project.git("init", "--quiet", "--initial-branch=main");
    await project.commit("base");
    await project.git("checkout", "--quiet", "-b", "change");
    return project;
  }

  public async write(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(this.root, file)), { recursive: true });
    await writeFile(path.join(this.root, file), text);
  }

  public async commit(message: string): Promise<void> {
    await this.git("add", "--all");
    await this.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", message);
  }

  public async git(...args: readonly string[]): Promise<string> {
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
    const { stdout } = await promisify(execFile)("git", [...args], {
      cwd: this.root,
      env: Object.fromEntries(environment),
    });
    return stdout;
  }

  public async remove(): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}
