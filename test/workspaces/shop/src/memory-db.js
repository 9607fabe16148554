'use strict';

// A stand-in for MySQL that understands just the SQL of this shop, so that it runs without a
// server. Values are compared as MySQL compares them by default: 7 equals '7', case is ignored.

const { seed } = require('./seed');

const TOKEN = /'((?:[^'\\]|\\.|'')*)'|(\d+(?:\.\d+)?)|([a-z_]\w*)|(<>|[(),=<>*?])/iy;

let tables = seed();

/** Runs one statement and answers `[rows]`, or `[{ insertId, affectedRows }]` for a change. */
async function query(sql, params = []) {
  const tokens = tokenize(sql, [...params]);
  const statements = { select, insert, update };
  const run = statements[tokens.next()];
  if (!run) throw syntaxError(sql);
  const result = run(tokens);
  tokens.end();
  return [result];
}

/** Puts the tables back as they were when the process started. */
function reset() {
  tables = seed();
}

function tokenize(sql, params) {
  const tokens = [];
  let at = 0;
  for (; at < sql.length;) {
    if (/\s/.test(sql[at])) {
      at += 1;
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(sql);
    if (!match) throw syntaxError(sql.slice(at));
    const [, string, number, word, sign] = match;
    if (string !== undefined)
      tokens.push({ value: string.replace(/''|\\(.)/g, (_, c) => c ?? "'") });
    else if (number !== undefined) tokens.push({ value: Number(number) });
    else if (sign === '?') tokens.push({ value: params.shift() ?? null });
    else tokens.push({ word: (word ?? sign).toLowerCase() });
    at = TOKEN.lastIndex;
  }
  return cursor(tokens);
}

function cursor(tokens) {
  const peek = () => tokens[0]?.word;
  const next = () => tokens.shift()?.word;
  const accept = (word) => (peek() === word ? Boolean(tokens.shift()) : false);
  const expect = (word) => {
    if (!accept(word)) throw syntaxError(peek() ?? tokens[0]?.value ?? '');
  };
  const list = (item) => {
    const items = [item()];
    while (accept(',')) items.push(item());
    return items;
  };
  const value = () => tokens.shift().value;
  const operand = () => {
    const token = tokens.shift();
    if (!token) throw syntaxError('');
    return token.word === undefined ? () => token.value : (row) => column(row, token.word);
  };
  const end = () => {
    if (tokens.length > 0) throw syntaxError(peek() ?? tokens[0].value);
  };
  return { peek, next, accept, expect, list, value, operand, end };
}

function select(sql) {
  const names = sql.list(sql.next);
  sql.expect('from');
  let rows = table(sql.next()).filter(where(sql));
  if (sql.accept('order')) rows = ordered(rows, sql);
  if (sql.accept('limit')) rows = rows.slice(0, sql.value());
  return rows.map((row) =>
    names[0] === '*'
      ? { ...row }
      : Object.fromEntries(names.map((name) => [name, column(row, name)])),
  );
}

function insert(sql) {
  sql.expect('into');
  const rows = table(sql.next());
  sql.expect('(');
  const names = sql.list(sql.next);
  sql.expect(')');
  sql.expect('values');
  sql.expect('(');
  const values = sql.list(sql.value);
  sql.expect(')');
  const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
  rows.push({ id, ...Object.fromEntries(names.map((name, i) => [name, values[i]])) });
  return { insertId: id, affectedRows: 1 };
}

function update(sql) {
  const rows = table(sql.next());
  sql.expect('set');
  const changes = sql.list(() => {
    const name = sql.next();
    sql.expect('=');
    return [name, sql.value()];
  });
  const hit = rows.filter(where(sql));
  for (const row of hit) Object.assign(row, Object.fromEntries(changes));
  return { affectedRows: hit.length };
}

function where(sql) {
  return sql.accept('where') ? disjunction(sql) : () => true;
}

function disjunction(sql) {
  let left = conjunction(sql);
  while (sql.accept('or')) {
    const [a, b] = [left, conjunction(sql)];
    left = (row) => a(row) || b(row);
  }
  return left;
}

function conjunction(sql) {
  let left = comparison(sql);
  while (sql.accept('and')) {
    const [a, b] = [left, comparison(sql)];
    left = (row) => a(row) && b(row);
  }
  return left;
}

function comparison(sql) {
  const left = sql.operand();
  const compare = COMPARISONS[sql.next()];
  if (!compare) throw syntaxError(sql.peek() ?? '');
  const right = sql.operand();
  return (row) => compare(fold(left(row)), fold(right(row)));
}

const COMPARISONS = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => Number(a) < Number(b),
  '>': (a, b) => Number(a) > Number(b),
  like: (text, pattern) => like(text, pattern),
};

function like(text, pattern) {
  const [head, ...rest] = pattern.split('%');
  if (rest.length === 0) return text === head;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest.slice(0, -1)) {
    at = text.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  const tail = rest.at(-1);
  return text.length - tail.length >= at && text.endsWith(tail);
}

function ordered(rows, sql) {
  sql.expect('by');
  const name = sql.next();
  const sign = sql.accept('desc') ? -1 : 1;
  sql.accept('asc');
  return [...rows].sort((a, b) => sign * (column(a, name) < column(b, name) ? -1 : 1));
}

function table(name) {
  if (!tables.has(name)) throw new Error(`Table 'shop.${name}' doesn't exist`);
  return tables.get(name);
}

function column(row, name) {
  if (!Object.hasOwn(row, name)) throw new Error(`Unknown column '${name}'`);
  return row[name];
}

function fold(value) {
  return String(value).toLowerCase();
}

function syntaxError(near) {
  return new Error(`You have an error in your SQL syntax near '${near}'`);
}

module.exports = { query, reset };
