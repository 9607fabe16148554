// Expressions that take exponential time on some text.
module.exports = {
  nested: /^(a+)+$/, // BAD: CWE-400
  alternatives: /^(a|a)*$/, // BAD: CWE-400
  overlapping: /^(\w|\d)+$/, // BAD: CWE-400
  optional: /^(a?b?)*c$/, // BAD: CWE-400
  words: /^(\w+\s?)*$/, // BAD: CWE-400
  quoted: /"(\\.|[^"])*"$/, // BAD: CWE-400
  quotedWell: /"(\\.|[^"\\])*"$/, // OK
  emphasis: /^\*(\*\*|[\s\S])+?\*(?!\*)/, // EITHER
  path: /^(\/?[^/]+)+$/, // BAD: CWE-400
  pathWell: /^(\/[^/]+)+$/, // OK
  email: /^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$/, // BAD: CWE-400
  emailWell: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/, // OK
  attributes: /<a(\s+\w+\s*=\s*("[^"]*"|'[^']*'|[^>]*))*>/, // BAD: CWE-400
  comment: /^(\/\*(.|\n)*\*\/)$/, // OK
  dotOrNewline: /^(.|\s)*x$/, // BAD: CWE-400
  star: /(x*)*y/, // BAD: CWE-400
  plusStar: /(x+x+)+y/, // BAD: CWE-400
  group: /^(?:[a-z]+|[a-z]+\d)+!$/, // BAD: CWE-400
  classes: /^([\s\S]|.)*#$/, // BAD: CWE-400
  numbers: /^((\d+,?)+)$/, // BAD: CWE-400
  numbersWell: /^\d+(,\d+)*$/, // OK
  hex: /^#?([a-f0-9]{6}|[a-f0-9]{3})$/i, // OK
  date: /^\d{4}-\d{2}-\d{2}$/, // OK
  noSuffix: /(a+)+/, // OK
  anySuffix: /^(a+)+[^]*/, // OK
  list: /^(?:\s*\w+\s*;)*$/, // OK
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/, // OK
  semverLike: /^v?(\d+)\.(\d+)\.(\d+)(-[0-9a-z.]+)?$/, // OK
  lazy: /^(a+?)+?$/, // BAD: CWE-400
  backslash: /^(\\?.)*z$/, // BAD: CWE-400
  built: new RegExp('^(' + 'b+' + ')+$'), // BAD: CWE-400
  literal: new RegExp('^([ab]*)*c'), // BAD: CWE-400
  harmless: new RegExp('^[ab]*c'), // OK
  templated: new RegExp(`^(z+)*q$`), // BAD: CWE-400
};
