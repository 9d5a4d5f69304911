// Says of each line of JSON on stdin whether it is valid under the schema in a file: node ajv.js FOLDER SCHEMA [loose]
// With `loose`, patterns are read as by browsers of old: SARIF's own schema has one that Unicode patterns do not allow.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const [folder, schema, loose] = process.argv.slice(2);
const Ajv = createRequire(require("node:path").resolve(folder, "node_modules/x.js"))("ajv").default;
const valid = new Ajv({ strict: false, allErrors: true, unicodeRegExp: !loose }).compile(JSON.parse(readFileSync(schema, "utf8")));
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) console.log(valid(JSON.parse(line)));
