// Ask a question with Comunica, which knows nothing of the sources but their addresses.
// The working folder is where the packages are installed; the question comes as JSON:
// {"query": "...", "sources": ["http://..."]}. Rows go out as lines of JSON.
const { createRequire } = require("node:module");
const { QueryEngine } = createRequire(`${process.cwd()}/`)("@comunica/query-sparql");

async function main() {
  const { query, sources } = JSON.parse(process.argv[2]);
  const bindings = await new QueryEngine().queryBindings(query, { sources });
  for await (const row of bindings) {
    const values = [...row].map(([variable, term]) => [variable.value, term.value]);
    console.log(JSON.stringify(Object.fromEntries(values)));
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
