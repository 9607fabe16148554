const fs = require('fs');
const http = require('http');
const path = require('path');
const mysql = require('mysql');
const { Comment } = require('./models');

const connection = mysql.createConnection({});

http.createServer((req, res) => {
  fs.readdir('public', (error, names) => {
    let list = '<ul>';
    for (const name of names) {
      list += `<li><a href="/${name}">${name}</a></li>`;
    }
    res.setHeader('Content-Type', 'text/html');
    res.end(list + '</ul>'); // BAD: CWE-079
    res.end(JSON.stringify(names)); // EITHER
  });
  connection.query('SELECT title FROM posts', (error, rows) => {
    res.end('<h1>' + rows[0].title + '</h1>'); // BAD: CWE-079
    res.end('<h1>' + rows.length + '</h1>'); // OK
  });
});

module.exports = function (input) {
  const node = document.createElement('div');
  node.innerHTML = '<span>' + input.label + '</span>'; // BAD: CWE-079
  node.textContent = input.label; // OK
  try {
    JSON.parse(location.hash.slice(1));
  } catch (error) {
    node.innerHTML = error.message; // EITHER
  }
  return node;
};
