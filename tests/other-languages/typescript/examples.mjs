// Writes a TypeScript program that holds every request example of a bundled document as a value of its generated type; `tsc` then checks
// all of them.
//
//     node examples.mjs DOCUMENT TYPES OUTPUT
import { readFileSync, writeFileSync } from "node:fs";

const [source, types, output] = process.argv.slice(2);
const document = JSON.parse(readFileSync(source, "utf8"));
const lines = [`import type { components } from "${types}";`];
let count = 0;
for (const item of Object.values(document.paths)) {
  for (const operation of Object.values(item)) {
    const media = operation?.requestBody?.content?.["application/json"];
    const name = media?.schema?.$ref?.split("/").at(-1);
    for (const [variant, example] of name ? Object.entries(media.examples ?? {}) : []) {
      const value = JSON.stringify(example.value, null, 2);
      lines.push(`// ${operation.operationId}, ${variant}`, `export const example${count}: components["schemas"]["${name}"] = ${value};`);
      count += 1;
    }
  }
}
if (count > 0) {
  writeFileSync(output, `${lines.join("\n")}\n`);
}
console.log(`${source}: ${count} request examples`);
