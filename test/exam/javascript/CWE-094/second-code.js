const express = require('express');
const vm = require('node:vm');
const _ = require('lodash');
const ejs = require('ejs');
const pug = require('pug');
const Handlebars = require('handlebars');
const nunjucks = require('nunjucks');
const { VM } = require('vm2');
const app = express();

app.get('/calc', (req, res) => {
  const formula = req.query.formula;
  res.json(eval(formula)); // BAD: CWE-094
  res.json(eval('(' + formula + ')')); // BAD: CWE-094
  res.json(new Function('x', 'return ' + formula)(1)); // BAD: CWE-094
  res.json(Function(formula)()); // BAD: CWE-094
  (0, eval)(formula); // BAD: CWE-094
  setTimeout(formula, 10); // BAD: CWE-094
  setTimeout(() => formula, 10); // OK
  setInterval('tick(' + req.query.id + ')', 1000); // BAD: CWE-094
  vm.runInNewContext(formula, {}); // BAD: CWE-094
  new vm.Script(`result = ${formula}`).runInThisContext(); // BAD: CWE-094
  new VM().run(formula); // EITHER
  res.json(JSON.parse(formula)); // OK
  res.json(eval(String(Number(formula)))); // OK
});

app.post('/render', (req, res) => {
  res.send(ejs.render(req.body.template, {})); // BAD: CWE-094
  res.send(ejs.render('<%= name %>', { name: req.body.name })); // OK
  res.send(pug.compile('h1 ' + req.body.title)()); // BAD: CWE-094
  res.send(Handlebars.compile(req.body.template)({})); // BAD: CWE-094
  res.send(nunjucks.renderString(`Hello ${req.body.name}`)); // BAD: CWE-094
  res.send(nunjucks.renderString('Hello {{ name }}', { name: req.body.name })); // OK
  _.template(req.body.template)(); // BAD: CWE-094
  const load = require;
  require(req.body.plugin); // BAD: CWE-094, CWE-022
  import(`./plugins/${req.body.plugin}.js`); // EITHER
});

class Sandbox {
  #source;
  constructor(source) {
    this.#source = source;
  }
  run() {
    return vm.compileFunction(this.#source)(); // BAD: CWE-094
  }
}
app.post('/sandbox', (req, res) => res.json(new Sandbox(req.body.code).run()));

module.exports.getter = function (property) {
  return new Function('o', 'return o.' + property); // BAD: CWE-094
};
module.exports.pick = function (property) {
  return (o) => o[property]; // OK
};
module.exports.dispatch = function (name) {
  return eval('handlers["' + name + '"]'); // BAD: CWE-094
};
module.exports.serialise = function (value) {
  return `const data = ${JSON.stringify(value)};`; // OK
};
