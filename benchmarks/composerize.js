// Times composerize in process: node composerize.js NODE_MODULES ROUNDS < lines.json > microseconds by line
const path = require("path");
const composerize = require(path.join(process.argv[2], "composerize"));
const lines = JSON.parse(require("fs").readFileSync(0, "utf8"));
const rounds = Number(process.argv[3]);
const best = {};
const refused = new Set();
console.error = console.warn = console.log = () => {};
for (let round = 0; round < rounds; round++) {
  for (const line of lines) {
    if (refused.has(line)) continue;
    const started = process.hrtime.bigint();
    try {
      composerize(line);
    } catch {
      refused.add(line);
      delete best[line];
      continue;
    }
    const taken = Number(process.hrtime.bigint() - started) / 1000;
    best[line] = Math.min(taken, best[line] ?? taken);
  }
}
process.stdout.write(JSON.stringify(best));
