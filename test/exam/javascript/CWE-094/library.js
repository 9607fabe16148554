'use strict';
// Expression helpers that others build on.
module.exports.compile = function compile(path) {
  return new Function('object', 'return object.' + path); // BAD: CWE-094
};

module.exports.evaluate = (expression, scope) => {
  const names = Object.keys(scope);
  return Function(...names, `return (${expression});`)(...names.map((name) => scope[name])); // BAD: CWE-094
};

module.exports.run = function (code, context) {
  with (context) {
    return eval(code); // BAD: CWE-094
  }
};

module.exports.global = function () {
  return new Function('return this')(); // OK
};

module.exports.indirect = function () {
  return (0, eval)('this'); // OK
};

class Rule {
  constructor(condition) {
    this.condition = condition;
  }

  test(values) {
    return eval('(function () { return ' + this.condition + ' })').call(values); // BAD: CWE-094
  }
}

module.exports.Rule = Rule;

module.exports.getter = (key) => (object) => object[key]; // OK
