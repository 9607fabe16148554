'use strict';

const minimist = require('minimist');

/** What the command line asks for: `--most N` and the words themselves. */
exports.options = (args) => {
  const { _: words, most = 3 } = minimist(args, { string: ['_'] });
  return { text: words.join(' '), most: Number(most) };
};
