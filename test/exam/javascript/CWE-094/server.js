const express = require('express');
const vm = require('vm');
const { VM } = require('vm2');
const ejs = require('ejs');
const pug = require('pug');
const handlebars = require('handlebars');
const nunjucks = require('nunjucks');
const _ = require('lodash');
const doT = require('dot');
const mustache = require('mustache');
const { Script, runInNewContext } = vm;
const app = express();

app.get('/calc', (req, res) => {
  res.json(eval(req.query.expression)); // BAD: CWE-094
  res.json(eval('1 + 1')); // OK
  res.json(JSON.parse(req.query.expression)); // OK
});

app.post('/formula', (req, res) => {
  const formula = new Function('x', 'return ' + req.body.formula); // BAD: CWE-094
  res.json(formula(2));
  const plain = Function(req.body.code); // BAD: CWE-094
  const fixed = new Function('a', 'b', 'return a + b'); // OK
  res.json([plain, fixed]);
});

app.post('/vm', (req, res) => {
  vm.runInThisContext(req.body.code); // BAD: CWE-094
  vm.runInContext(req.body.code, vm.createContext({})); // BAD: CWE-094
  runInNewContext(req.body.code, {}); // BAD: CWE-094
  new Script(req.body.code).runInThisContext(); // BAD: CWE-094
  vm.runInNewContext('x + 1', { x: req.body.x }); // OK
  new VM({ timeout: 100 }).run('1 + 1'); // OK
  res.end();
});

app.get('/later', (req, res) => {
  setTimeout('notify("' + req.query.who + '")', 100); // BAD: CWE-094
  setInterval(req.query.job, 1000); // BAD: CWE-094
  setTimeout(() => notify(req.query.who), 100); // OK
  setTimeout(notify, 100, req.query.who); // OK
  res.end();
});

app.get('/templates', (req, res) => {
  const t = req.query.template;
  ejs.render(t, { name: 'x' }); // BAD: CWE-094
  ejs.compile('<p>' + t + '</p>'); // BAD: CWE-094
  pug.render(t); // BAD: CWE-094
  pug.compile('h1 Hello ' + t)({}); // BAD: CWE-094
  handlebars.compile(t)({}); // BAD: CWE-094
  nunjucks.renderString('Hello ' + t, {}); // BAD: CWE-094
  _.template(t)({}); // BAD: CWE-094
  doT.template(t); // BAD: CWE-094
  ejs.render('<p><%= name %></p>', { name: t }); // OK
  pug.renderFile('views/page.pug', { title: t }); // OK
  handlebars.compile('<p>{{name}}</p>')({ name: t }); // OK
  nunjucks.renderString('Hello {{ name }}', { name: t }); // OK
  mustache.render('Hello {{name}}', { name: t }); // OK
  _.template('Hello <%= who %>')({ who: t }); // OK
  res.end();
});

app.get('/plugin', async (req, res) => {
  require(req.query.plugin); // BAD: CWE-094
  require('./plugins/' + req.params.name); // BAD: CWE-094
  await import(req.query.module); // BAD: CWE-094
  require('./plugins/default'); // OK
  res.end();
});

const handlers = { start: () => 1, stop: () => 2 };
app.post('/action', (req, res) => {
  if (Object.prototype.hasOwnProperty.call(handlers, req.body.action)) {
    res.json(handlers[req.body.action]()); // OK
  }
});

app.get('/number', (req, res) => {
  res.json(eval(Number(req.query.n) + ' * 2')); // OK
  res.json(eval('(' + parseInt(req.query.n, 10) + ')')); // OK
});

app.get('/guarded', (req, res) => {
  const expression = req.query.e;
  if (!/^[\d+*\/ -]+$/.test(expression)) return res.sendStatus(400);
  res.json(eval(expression)); // GUARDED
});

function notify() {}
const parser = { eval: (text) => text, compile: (text) => text };
app.get('/own', (req, res) => {
  res.json(parser.eval(req.query.x)); // OK
  res.json(parser.compile(req.query.x)); // OK
});
