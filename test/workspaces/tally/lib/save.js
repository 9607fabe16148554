'use strict';

const fs = require('node:fs');
const path = require('node:path');
const mkdirp = require('mkdirp');

/** Writes the counts below a folder that need not be there yet. */
exports.save = (folder, counts) => {
  mkdirp.sync(folder);
  fs.writeFileSync(path.join(folder, 'counts.json'), JSON.stringify(counts));
};
