const express = require('express');
const url = require('url');
const app = express();

app.get('/next', (req, res) => {
  const target = req.query.target;
  if (/^https?:\/\/www\.example\.com/.test(target)) res.redirect(target); // BAD: CWE-020
  if (/^https:\/\/www\.example\.com\//.test(target)) res.json(target); // OK
  if (/https:\/\/trusted\.example\.com/.test(target)) res.json(target); // BAD: CWE-020
  if (/^https:\/\/(www.)example.com\//.test(target)) res.json(target); // BAD: CWE-020
  if (/^a\.example\.com|b\.example\.com$/.test(url.parse(target).host)) res.json(target); // BAD: CWE-020
  if (/^(a\.example\.com|b\.example\.com)$/.test(url.parse(target).host)) res.json(target); // OK
  if (new RegExp('^https://.*example.com/').test(target)) res.json(target); // BAD: CWE-020
  if (/^(?:https?:\/\/)?[a-z.]+$/.test(target)) res.json(target); // OK
});

app.get('/substring', (req, res) => {
  const target = req.query.target;
  if (target.includes('example.com')) res.json(target); // BAD: CWE-020
  if (target.indexOf('https://example.com') !== -1) res.json(target); // BAD: CWE-020
  if (target.startsWith('https://example.com')) res.json(target); // BAD: CWE-020
  if (target.startsWith('https://example.com/')) res.json(target); // OK
  const { host } = url.parse(target);
  if (host.endsWith('example.com')) res.json(target); // BAD: CWE-020
  if (host.endsWith('.example.com')) res.json(target); // OK
  if (host.indexOf('example.com') >= 0) res.json(target); // BAD: CWE-020
  if (host === 'example.com') res.json(target); // OK
  if (['example.com', 'example.org'].includes(host)) res.json(target); // OK
  if (target.includes('.html')) res.json(target); // OK
});

app.get('/scheme', (req, res) => {
  const link = decodeURI(req.query.link).trim().toLowerCase();
  if (link.startsWith('javascript:')) return res.sendStatus(400); // BAD: CWE-020
  res.json(link);
});

app.get('/schemes', (req, res) => {
  const link = decodeURI(req.query.link).trim().toLowerCase();
  if (link.startsWith('javascript:') || link.startsWith('data:') || link.startsWith('vbscript:')) return res.end(); // OK
  res.json(link);
});

const letters = /^[A-z0-9_]+$/; // BAD: CWE-020
const lettersWell = /^[A-Za-z0-9_]+$/; // OK
const hostPattern = /^(.+\.)?example.com$/; // EITHER
const suffix = 'report-2.example.com';
const atEnd = suffix.indexOf('.example.com') === suffix.length - '.example.com'.length; // BAD: CWE-020
module.exports = { app, letters, lettersWell, hostPattern, atEnd };
