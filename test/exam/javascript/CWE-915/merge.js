'use strict';
// Merging and setting by path, in the ways that packages do it.

function isObject(value) {
  return value !== null && typeof value === 'object';
}

exports.merge = function merge(target, source) {
  for (var key in source) {
    if (isObject(target[key]) && isObject(source[key])) {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key]; // BAD: CWE-915
    }
  }
  return target;
};

exports.extend = function extend() {
  var target = arguments[0];
  for (var i = 1; i < arguments.length; i++) {
    var object = arguments[i];
    Object.keys(object).forEach(function (name) {
      if (typeof target[name] === 'object') {
        extend(target[name], object[name]);
      } else {
        target[name] = object[name]; // BAD: CWE-915
      }
    });
  }
  return target;
};

exports.safeMerge = function safeMerge(target, source) {
  for (var key in source) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
    if (isObject(target[key]) && isObject(source[key])) safeMerge(target[key], source[key]);
    else target[key] = source[key]; // OK
  }
  return target;
};

exports.ownMerge = function ownMerge(target, source) {
  for (const key of Object.keys(source)) {
    if (Object.prototype.hasOwnProperty.call(target, key) && isObject(target[key])) {
      ownMerge(target[key], source[key]);
    } else {
      target[key] = source[key]; // OK
    }
  }
  return target;
};

exports.shallow = function (target, source) {
  for (var key in source) {
    target[key] = source[key]; // OK
  }
  return target;
};

exports.set = function (object, path, value) {
  var parts = path.split('.');
  var last = parts.pop();
  var current = object;
  for (var i = 0; i < parts.length; i++) {
    current = current[parts[i]] = current[parts[i]] || {}; // EITHER
  }
  current[last] = value; // BAD: CWE-915
  return object;
};

exports.setRecursive = function setRecursive(object, keys, value) {
  const [head, ...rest] = keys;
  if (rest.length === 0) {
    object[head] = value; // BAD: CWE-915
    return;
  }
  if (!isObject(object[head])) object[head] = {};
  setRecursive(object[head], rest, value);
};

exports.setWhile = function (obj, path, val) {
  var fields = Array.isArray(path) ? path : path.split('.');
  while (fields.length > 1) {
    var field = fields.shift();
    if (!(field in obj)) obj[field] = {}; // EITHER
    obj = obj[field];
  }
  obj[fields[0]] = val; // BAD: CWE-915
};

exports.setSafe = function (object, path, value) {
  const parts = path.split('.');
  const last = parts.pop();
  for (const part of parts) {
    if (['__proto__', 'constructor', 'prototype'].includes(part)) return object;
    object = object[part] = object[part] || {}; // OK
  }
  if (last === '__proto__' || last === 'constructor' || last === 'prototype') return object;
  object[last] = value; // OK
  return object;
};

exports.setReduce = (object, path, value) => {
  path.split('/').reduce((node, key, index, all) => {
    if (index === all.length - 1) node[key] = value; // BAD: CWE-915
    else node[key] = node[key] || {}; // EITHER
    return node[key];
  }, object);
};

exports.unflatten = function (flat) {
  const result = {};
  for (const key of Object.keys(flat)) {
    const segments = key.split('.');
    let node = result;
    for (let i = 0; i < segments.length - 1; i++) {
      if (!node[segments[i]]) node[segments[i]] = {}; // EITHER
      node = node[segments[i]];
    }
    node[segments[segments.length - 1]] = flat[key]; // BAD: CWE-915
  }
  return result;
};

exports.toNullProto = function (flat) {
  const result = Object.create(null);
  for (const key of Object.keys(flat)) result[key] = flat[key]; // OK
  return result;
};

exports.parseIni = function (text) {
  const out = {};
  let section = out;
  for (const line of text.split('\n')) {
    const header = /^\[([^\]]*)\]$/.exec(line);
    if (header) {
      section = out[header[1]] = out[header[1]] || {}; // EITHER
      continue;
    }
    const [name, value] = line.split('=');
    section[name] = value; // BAD: CWE-915
  }
  return out;
};

exports.defaults = function defaults(dst, src) {
  Object.entries(src).forEach(([k, v]) => {
    if (dst[k] === undefined) dst[k] = v; // BAD: CWE-915
    else if (isObject(v)) defaults(dst[k], v);
  });
  return dst;
};

exports.mapValues = function (object, fn) {
  const out = {};
  for (const key in object) out[key] = fn(object[key]); // OK
  return out;
};

exports.groupBy = function (items, pick) {
  return items.reduce((groups, item) => {
    const name = pick(item);
    (groups[name] = groups[name] || []).push(item); // OK
    return groups;
  }, {});
};

exports.withMap = function (entries) {
  const map = new Map();
  for (const [key, value] of entries) map.set(key, value); // OK
  return map;
};
