// SPDX-License-Identifier: Apache-2.0
// The npm package "edifact" on one interchange: edifact_peer.js parser|validator|reader FILE. Prints MB/s of the
// processor's seconds, the cheapest of three runs, and the memory it took.
'use strict';

const fs = require('fs');
const Parser = require('edifact/parser.js');
const Reader = require('edifact/reader.js');
const Validator = require('edifact/validator.js');

const [mode, path] = process.argv.slice(2);
const text = fs.readFileSync(path, 'latin1');

function seconds() {
  const usage = process.cpuUsage();
  return (usage.user + usage.system) / 1e6;
}

function parse(validator) {
  const parser = validator ? new Parser(validator) : new Parser();
  parser.onopensegment = parser.onclosesegment = parser.onelement = parser.oncomponent = () => {};
  parser.encoding('UNOC');
  parser.write(text);
  parser.end();
}

const runs = {
  parser: () => parse(null),
  validator: () => {
    const validator = new Validator();
    validator.define(require('edifact/segments.js'));
    validator.define(require('edifact/elements.js'));
    parse(validator);
  },
  reader: () => new Reader().parse(text),
};

let least = Infinity;
for (let i = 0; i < 3; i++) {
  const start = seconds();
  runs[mode]();
  least = Math.min(least, seconds() - start);
}
console.log(`mb_per_s=${(text.length / least / 1e6).toFixed(1)} rss_kb=${Math.round(process.memoryUsage().rss / 1024)}`);
