'use strict';

const memory = require('./memory-db');

let pool;

/**
 * The one connection pool of the process: MySQL when DB_URL is set, otherwise the in-memory
 * stand-in. Callers hand in the driver whose placeholders and escaping their queries are written
 * for. Both answer `query(sql, params)` with `[rows]`.
 */
function connect(mysql) {
  pool ??= process.env.DB_URL ? mysql.createPool(process.env.DB_URL) : memory;
  return pool;
}

module.exports = { connect };
