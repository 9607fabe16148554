'use strict';

const _ = require('lodash');

/** The words of a text with how often each of them stands in it, the most frequent first. */
exports.count = (text) => {
  const words = _.words(text.toLowerCase());
  return _.orderBy(Object.entries(_.countBy(words)), [1, 0], ['desc', 'asc']);
};
