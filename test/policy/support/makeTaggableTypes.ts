import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const PROVIDER = path.resolve(__dirname, "../../../node_modules/@pulumi/aws");

/** The table that the rules read. */
export const TABLE = path.resolve(__dirname, "../../../policy/model/taggableTypes.ts");

const HEAD = `/**
 * Types of @pulumi/aws that take tags and get the provider's default tags, a module on each line: \`ec2 Vpc\` is
 * \`aws:ec2/vpc:Vpc\`. Auto Scaling groups, which do not get default tags, are not among them.
 *
 * Made from the declarations of @pulumi/aws by \`npx ts-node test/policy/support/makeTaggableTypes.ts\`; a test says when
 * that has to be done again.
 */
export const TAGGABLE_TYPES: readonly string[] = [
`;

/** The source of the table, from the provider's declarations. */
export function taggableTypes(): string {
  const modules = readdirSync(PROVIDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "types")
    .map(({ name }) => ({ name, classes: taggableClasses(name) }))
    .filter(({ classes }) => classes.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${HEAD}${modules.map(({ name, classes }) => `  "${name} ${classes.join(" ")}",\n`).join("")}];\n`;
}

/** Classes that take a map of tags and have `tagsAll`, which is where default tags arrive. */
function taggableClasses(module: string): readonly string[] {
  return readdirSync(path.join(PROVIDER, module))
    .filter((file) => file.endsWith(".d.ts"))
    .flatMap((file) => {
      const declared = readFileSync(path.join(PROVIDER, module, file), "utf8");
      const [, name] = /^export declare class (\w+) extends pulumi\.CustomResource/m.exec(declared) ?? [];
      const [, args = ""] = declared.split(`export interface ${name ?? ""}Args {`);
      if (name === undefined || !/^ {4}readonly tagsAll: /m.test(declared) || !/^ {4}tags\?: /m.test(args)) {
        return [];
      }
      const code = readFileSync(path.join(PROVIDER, module, file.replace(".d.ts", ".js")), "utf8");
      const [, token = ""] = /__pulumiType = '([^']+)'/.exec(code) ?? [];
      if (token !== tokenOf(module, name)) {
        throw new Error(`${token} of ${module}/${file} is not made like the others`);
      }
      return [name];
    })
    .sort();
}

function tokenOf(module: string, name: string): string {
  return `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}

if (require.main === module) {
  writeFileSync(TABLE, taggableTypes());
}
