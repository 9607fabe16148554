const express = require('express');
const fs = require('fs');
const path = require('path');
const http = require('http');
const mongoose = require('mongoose');
const escapeHtml = require('escape-html');
const { Pool } = require('pg');
const Comment = mongoose.model('Comment');
const pool = new Pool();
const app = express();

app.get('/uploads', (req, res) => {
  fs.readdir('/srv/uploads', (err, files) => {
    let list = '<ul>';
    files.forEach((file) => { list += '<li>' + file + '</li>'; });
    res.send(list + '</ul>'); // BAD: CWE-079
  });
});

app.get('/uploads/safe', async (req, res) => {
  const files = await fs.promises.readdir('/srv/uploads');
  res.send('<ul>' + files.map((file) => `<li>${escapeHtml(file)}</li>`).join('') + '</ul>'); // OK
});

app.get('/uploads/json', (req, res) => {
  res.json(fs.readdirSync('/srv/uploads')); // OK
});

app.get('/comments', async (req, res) => {
  const comments = await Comment.find({ page: String(req.query.page) });
  res.send(comments.map((comment) => '<p>' + comment.text + '</p>').join('')); // EITHER
});

app.get('/names', async (req, res) => {
  const { rows } = await pool.query('SELECT name FROM users');
  res.send('<p>' + rows[0].name + '</p>'); // EITHER
});

const drafts = {};
app.post('/draft', (req, res) => {
  drafts.latest = req.body.html;
  res.end();
});
app.get('/draft', (req, res) => {
  res.send(drafts.latest); // EITHER
});

app.get('/failing', (req, res) => {
  try {
    JSON.parse(req.query.json);
  } catch (error) {
    res.send('<p>' + error + '</p>'); // EITHER
  }
});

app.get('/thrown', (req, res) => {
  try {
    check(req.query.value);
  } catch (error) {
    res.send('<p>' + error.message + '</p>'); // BAD: CWE-079
  }
});

function check(value) {
  if (value !== 'x') throw new Error('unknown value ' + value);
}

http.createServer((req, res) => {
  const title = path.basename(decodeURIComponent(req.url));
  res.writeHead(200, { 'content-type': 'text/html' });
  res.end(`<title>${title}</title>`); // BAD: CWE-079
});

module.exports = app;
