// Build the scripts of other people that pages are served with: node build.mjs FOLDER
// Run by `make scripts`, where npm has brought what package-lock.json names, beside this file.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const into = process.argv[2];
const locked = JSON.parse(read("package-lock.json")).packages;

function read(...path) {
  return readFileSync(join(here, ...path), "utf8");
}

// What a package is, as the lock and its own words have it.
function known(name) {
  const { version, integrity } = locked[`node_modules/${name}`];
  const { license } = JSON.parse(read("node_modules", name, "package.json"));
  return { name, version, license, integrity };
}

function licence({ name, version, license }) {
  const folder = join(here, "node_modules", name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = readFileSync(join(folder, file), "utf8").replace(/\r\n/g, "\n").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

async function bundled(entry, globalName) {
  const made = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    globalName,
    target: "es2021",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
  });
  const used = Object.values(made.metafile.outputs)[0].inputs;
  const names = Object.entries(used)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter(Boolean);
  return { content: made.outputFiles[0].text, packages: [...new Set(names)].sort().map(known) };
}

const scripts = {
  "codemirror.js": await bundled("codemirror.js", "codemirror"),
  "htmx.js": {
    content: read("node_modules", "htmx.org", "dist", "htmx.min.js"),
    packages: [known("htmx.org")],
  },
};
const all = new Map(
  Object.values(scripts).flatMap(({ packages }) => packages.map((each) => [each.name, each])),
);
const licences = {
  content: [...all.values()].map(licence).join(`\n${"-".repeat(72)}\n\n`),
  packages: [],
};

rmSync(into, { recursive: true, force: true });
mkdirSync(into, { recursive: true });
const files = {};
for (const [name, { content, packages }] of Object.entries({ "LICENSES.txt": licences, ...scripts })) {
  const data = Buffer.from(content, "utf8");
  writeFileSync(join(into, name), data);
  const sha256 = createHash("sha256").update(data).digest("hex");
  files[name] = { bytes: data.length, sha256, ...(packages.length ? { packages } : {}) };
}
const esbuild = known("esbuild");
writeFileSync(
  join(into, "manifest.json"),
  `${JSON.stringify({ refreshed_by: "make scripts", built_with: esbuild, files }, null, 2)}\n`,
);
