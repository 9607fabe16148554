const express = require('express');
const _ = require('lodash');
const $ = require('jquery');
const app = express();

function merge(target, source) {
  for (const key in source) {
    if (source[key] && typeof source[key] === 'object') {
      if (!target[key]) target[key] = {};
      merge(target[key], source[key]); // EITHER
    } else {
      target[key] = source[key]; // BAD: CWE-915
    }
  }
  return target;
}
function safeMerge(target, source) {
  for (const key of Object.keys(source)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
    if (source[key] instanceof Object) safeMerge((target[key] = target[key] || {}), source[key]);
    else target[key] = source[key]; // OK
  }
  return target;
}
function ownMerge(target, source) {
  Object.keys(source).forEach((key) => {
    if (Object.prototype.hasOwnProperty.call(target, key) && typeof target[key] === 'object') {
      ownMerge(target[key], source[key]);
    } else {
      target[key] = source[key]; // OK
    }
  });
}
exports.set = function (object, path, value) {
  const keys = path.split('.');
  let at = object;
  while (keys.length > 1) {
    const key = keys.shift();
    at = at[key] = at[key] || {};
  }
  at[keys[0]] = value; // BAD: CWE-915
};
exports.setReduce = (object, path, value) => {
  path.reduce((at, key, i) => {
    if (i === path.length - 1) at[key] = value; // BAD: CWE-915
    return at[key] ?? (at[key] = {}); // EITHER
  }, object);
};
exports.setSafe = function (object, path, value) {
  const keys = path.split('.');
  if (keys.some((key) => ['__proto__', 'constructor', 'prototype'].includes(key))) return;
  const last = keys.pop();
  let at = object;
  for (const key of keys) at = at[key] = at[key] || {};
  at[last] = value; // OK
};
exports.flat = function (into, from) {
  for (const key in from) into[key] = from[key]; // OK
};

app.post('/prefs', (req, res) => {
  const prefs = {};
  _.merge(prefs, req.body); // BAD: CWE-915
  _.defaultsDeep(prefs, JSON.parse(req.query.json)); // BAD: CWE-915
  $.extend(true, prefs, req.body); // BAD: CWE-915
  $.extend(prefs, req.body); // OK
  Object.assign(prefs, req.body); // OK
  _.set(prefs, req.body.path, req.body.value); // BAD: CWE-915
  _.merge(prefs, { name: String(req.body.name) }); // OK
  const all = {};
  all[req.body.user][req.body.key] = req.body.value; // BAD: CWE-915
  const map = Object.create(null);
  map[req.body.user] = {};
  map[req.body.user][req.body.key] = 1; // EITHER
  const entries = new Map();
  entries.set(req.body.user, req.body.key); // OK
  const entry = all[req.query.id];
  entry.name = req.query.name; // BAD: CWE-915
  if (req.query.id === '__proto__') return res.end();
  const other = all[req.query.id];
  other[req.query.name] = 1; // EITHER
});

class Store {
  constructor() {
    this.data = {};
  }
  put(section, name, value) {
    if (!this.data[section]) this.data[section] = {};
    this.data[section][name] = value; // BAD: CWE-915
  }
}
app.put('/store/:section/:name', (req, res) => {
  new Store().put(req.params.section, req.params.name, req.body);
  res.end();
});
