// Says of each line of JSON on stdin whether it is valid under the schema in a file: node ajv.js FOLDER SCHEMA
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const [folder, schema] = process.argv.slice(2);
const Ajv = createRequire(require("node:path").resolve(folder, "node_modules/x.js"))("ajv").default;
const valid = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schema, "utf8")));
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) console.log(valid(JSON.parse(line)));
