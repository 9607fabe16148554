import Koa from 'koa';
import Fastify from 'fastify';
import pgPromise from 'pg-promise';
import { Pool } from 'pg';
import mysql from 'mysql2';
import format from 'pg-format';

const db = pgPromise()('postgres://localhost/app');
const pool = new Pool();
const connection = mysql.createPool({ host: 'localhost' }).promise();

new Koa().use(async (ctx) => {
  const { table } = ctx.query;
  ctx.body = await db.any('SELECT * FROM ' + table); // BAD: CWE-089
  ctx.body = await db.one('SELECT * FROM users WHERE id = $1', ctx.query.id); // OK
  ctx.body = await db.none(`DELETE FROM users WHERE id = ${ctx.params.id}`); // BAD: CWE-089
});

const fastify = Fastify();
fastify.get('/user/:id', async (request) => {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('SELECT * FROM users WHERE id = ' + request.params.id); // BAD: CWE-089
    return rows;
  } finally {
    client.release();
  }
});
fastify.get('/format', async (request) => {
  const query = format('SELECT * FROM %I WHERE name = %L', request.query.t, request.query.n);
  const { rows } = await pool.query(query); // OK
  return rows;
});

export default async function handler({ query }, res) {
  const [rows] = await connection.query('SELECT * FROM posts WHERE slug = "' + query.slug + '"'); // BAD: CWE-089
  res.status(200).json(rows);
}

export const lambda = async (event) => {
  const { id } = JSON.parse(event.body);
  const { rows } = await pool.query(`SELECT * FROM items WHERE id = '${id}'`); // BAD: CWE-089
  const result = await pool.query(`SELECT * FROM items WHERE id = ${Number(event.pathParameters.id)}`); // OK
  return { statusCode: 200, body: JSON.stringify([rows, result]) };
};

export function stringly(req, res) {
  let query = 'SELECT * FROM events';
  const conditions = [];
  if (req.query.from) conditions.push("at > '" + req.query.from + "'");
  if (req.query.to) conditions.push("at < '" + req.query.to + "'");
  if (conditions.length) query += ' WHERE ' + conditions.join(' AND ');
  pool.query(query).then((result) => res.json(result.rows)); // BAD: CWE-089
}

export function parametrised(req, res) {
  let query = 'SELECT * FROM events';
  const values = [];
  if (req.query.from) {
    values.push(req.query.from);
    query += ' WHERE at > $' + values.length;
  }
  pool.query(query, values).then((result) => res.json(result.rows)); // OK
}

export function uuid(req, res) {
  if (!/^[0-9a-f-]{36}$/.test(req.params.id)) return res.sendStatus(400);
  return pool.query(`SELECT * FROM events WHERE id = '${req.params.id}'`); // GUARDED
}
