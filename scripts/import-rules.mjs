// Imports point one way: console -> schema.graphql; api: resolver -> capability -> database | ml-core;
// ml-core -> nothing of ours. Also: no barrel files, no clock and no chance in ml-core's sources, SQL never in a
// resolver. Prints each breach and exits with 1.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const breaches = [];

function* sourceFiles(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["node_modules", "dist", "generated", "gql"].includes(entry.name)) yield* sourceFiles(path);
    } else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

function importsOf(file, text) {
  const specifiers = [...text.matchAll(/(?:from\s+|import\s+|import\()"([^"]+)"/g)].map((match) => match[1]);
  return specifiers.map((name) =>
    name.startsWith(".") ? relative(root, resolve(root, dirname(file), name)) : name,
  );
}

function check(file, text) {
  const imports = importsOf(file, text);
  const isTest = /\.test\.tsx?$/.test(file);
  const forbid = (pattern, why) => {
    for (const name of imports) if (pattern.test(name)) breaches.push(`${file}: imports ${name}; ${why}`);
  };
  if (/^index\.tsx?$/.test(basename(file)))
    breaches.push(`${file}: barrel files hide where a name comes from`);
  if (file.startsWith("packages/ml-core/"))
    forbid(/^apps\/|^@loan-recovery\/|^test\//, "ml-core imports nothing of ours");
  if (file.startsWith("packages/ml-core/src/") && !isTest) {
    forbid(/^node:(fs|http|https|net|child_process|os)/, "ml-core is pure computation");
    forbid(/^packages\/ml-core\/(cli|bench)\//, "the command line calls ml-core, not the other way round");
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    const impure = code.match(/Math\.random|Date\.now|new Date\(\)|performance\.now/);
    if (impure) breaches.push(`${file}: uses ${impure[0]}; ml-core has no clock and no chance`);
  }
  if (file.startsWith("apps/api/"))
    forbid(/^apps\/console\/|^packages\/ml-core\//, "the API takes ml-core by its subpaths");
  if (file.startsWith("apps/console/"))
    forbid(/^apps\/api\/|^packages\/|^@loan-recovery\//, "the console knows the schema only");
  if (/^apps\/api\/.*\.resolver\.ts$/.test(file)) {
    forbid(/\/database\/|^pg$|\/generated\//, "a resolver calls a capability, which takes the database");
    if (/\.query(?:<[^>]*>)?\(/.test(text)) breaches.push(`${file}: SQL belongs in a capability`);
  }
  const isGraphql = /\.(resolver|type)(\.js)?$|^type-graphql$/;
  if (
    /^apps\/api\/src\/(?!graphql\/|schema|jobs\/job-result)/.test(file) &&
    !isTest &&
    !/\.(resolver|type)\.ts$/.test(file)
  ) {
    for (const name of imports)
      if (isGraphql.test(name)) breaches.push(`${file}: imports ${name}; GraphQL types stay at the door`);
  }
  if (file.startsWith("apps/console/src/components/"))
    forbid(/^@apollo\/|\/gql\/graphql|\/pages\//, "components have no data access");
}

for (const folder of ["packages", "apps"]) {
  for (const file of sourceFiles(folder)) check(file, readFileSync(join(root, file), "utf8"));
}
for (const breach of breaches) console.error(breach);
process.exitCode = breaches.length > 0 ? 1 : 0;
