var express = require('express');
var mysql = require('mysql');
var SqlString = require('sqlstring');
var app = express();
var db = mysql.createConnection({ host: 'localhost', user: 'app', database: 'shop' });
var pool = mysql.createPool({ connectionLimit: 10, host: 'localhost' });

app.get('/product/:id', function (req, res) {
  db.query('SELECT * FROM products WHERE id = ' + req.params.id, function (err, rows) { // BAD: CWE-089
    res.json(rows);
  });
});

app.get('/product2/:id', function (req, res) {
  db.query('SELECT * FROM products WHERE id = ?', [req.params.id], function (err, rows) { // OK
    res.json(rows);
  });
});

app.post('/login', function (req, res) {
  var sql = "SELECT * FROM users WHERE name = '" + req.body.name + "'";
  sql += " AND password = '" + req.body.password + "'";
  pool.query(sql, function (err, rows) { // BAD: CWE-089
    res.json({ ok: rows.length === 1 });
  });
});

app.get('/sorted', function (req, res) {
  var order = req.query.order;
  pool.getConnection(function (err, connection) {
    connection.query('SELECT * FROM products ORDER BY ' + order, function (e, rows) { // BAD: CWE-089
      connection.release();
      res.json(rows);
    });
  });
});

app.get('/sorted-by-list', function (req, res) {
  var columns = ['price', 'name'];
  var order = columns[columns.indexOf(req.query.order)] || 'price';
  pool.query('SELECT * FROM products ORDER BY ' + order, function (e, rows) { res.json(rows); }); // OK
});

app.get('/escaped', function (req, res) {
  db.query('SELECT * FROM products WHERE name = ' + mysql.escape(req.query.name), done(res)); // OK
  db.query('SELECT * FROM products WHERE name = ' + db.escape(req.query.name), done(res)); // OK
  db.query('SELECT * FROM products ORDER BY ' + mysql.escapeId(req.query.column), done(res)); // OK
  db.query(SqlString.format('SELECT * FROM products WHERE id = ?', [req.query.id]), done(res)); // OK
});

app.get('/limit', function (req, res) {
  var limit = parseInt(req.query.limit, 10);
  db.query('SELECT * FROM products LIMIT ' + limit, done(res)); // OK
});

app.get('/options', function (req, res) {
  db.query({ sql: 'SELECT * FROM t WHERE a = "' + req.query.a + '"', timeout: 1000 }, done(res)); // BAD: CWE-089
  db.query({ sql: 'SELECT * FROM t WHERE a = ?', values: [req.query.a] }, done(res)); // OK
});

app.get('/checked', function (req, res) {
  if (isNaN(req.query.id)) return res.sendStatus(400);
  db.query('SELECT * FROM t WHERE id = ' + req.query.id, done(res)); // GUARDED
});

app.get('/helper', function (req, res) {
  db.query(where('city', req.query.city), done(res)); // BAD: CWE-089
});

function where(column, value) {
  return ['SELECT * FROM people WHERE', column, '=', "'" + value + "'"].join(' ');
}

function done(res) {
  return function (err, rows) { res.json(rows); };
}

module.exports = app;
