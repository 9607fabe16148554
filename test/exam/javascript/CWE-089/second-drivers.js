const mysql = require('mysql2/promise');
const { Pool, Client } = require('pg');
const sqlite3 = require('sqlite3').verbose();
const mssql = require('mssql');
const SqlString = require('sqlstring');
const express = require('express');

const app = express();
const pool = new Pool();
const db = new sqlite3.Database('app.db');

async function find(table, id) {
  const { rows } = await pool.query('SELECT * FROM ' + table + ' WHERE id = $1', [id]); // BAD: CWE-089
  return rows;
}

app.get('/users/:id', async (req, res, next) => {
  const connection = await mysql.createConnection(process.env.DATABASE_URL);
  const [rows] = await connection.execute(`SELECT * FROM users WHERE id = '${req.params.id}'`); // BAD: CWE-089
  await connection.execute('SELECT * FROM users WHERE id = ?', [req.params.id]); // OK
  await connection.query('SELECT * FROM users WHERE id = ' + mysql.escape(req.params.id)); // OK
  await connection.query(SqlString.format('SELECT * FROM users WHERE id = ?', [req.params.id])); // OK
  await connection.query({ sql: 'SELECT * FROM t WHERE n = "' + req.query.n + '"', timeout: 10 }); // BAD: CWE-089
  res.json(await find(req.query.table, 1));
});

app.get('/search', (req, res) => {
  let where = 'WHERE 1 = 1';
  if (req.query.name) where += " AND name LIKE '%" + req.query.name + "%'";
  db.all('SELECT * FROM items ' + where, (err, rows) => res.json(rows)); // BAD: CWE-089
  const sort = req.query.sort === 'price' ? 'price' : 'name';
  db.all('SELECT * FROM items ORDER BY ' + sort, (err, rows) => res.json(rows)); // OK
  const columns = { price: 'price', name: 'title' };
  db.each(`SELECT * FROM items ORDER BY ${columns[req.query.sort]}`, () => {}); // OK
  const ids = req.query.ids.split(',').map(Number);
  db.all(`SELECT * FROM items WHERE id IN (${ids.join(',')})`, () => {}); // OK
  const names = req.query.names.split(',').map((n) => `'${n}'`);
  db.all(`SELECT * FROM items WHERE name IN (${names.join(',')})`, () => {}); // BAD: CWE-089
  const marks = names.map(() => '?').join(',');
  db.all(`SELECT * FROM items WHERE name IN (${marks})`, names, () => {}); // OK
});

app.post('/login', function (req, res) {
  const client = new Client();
  const query = {
    text: "SELECT * FROM users WHERE login = '" + req.body.login + "'",
    values: [],
  };
  client.query(query, () => res.end()); // BAD: CWE-089
  client.query({ text: 'SELECT * FROM users WHERE login = $1', values: [req.body.login] }); // OK
});

mssql.connect({}).then((connection) => {
  app.get('/orders', (req, res) => {
    const request = connection.request();
    request.input('id', mssql.Int, req.query.id);
    request.query('SELECT * FROM orders WHERE id = @id'); // OK
    request.query(`SELECT * FROM orders WHERE code = '${req.query.code}'`); // BAD: CWE-089
    mssql.query`SELECT * FROM orders WHERE code = ${req.query.code}`; // OK
  });
});
