import { Pool, Client, type QueryResult } from 'pg';
import mysql2 from 'mysql2/promise';
import Database from 'better-sqlite3';
import sqlite3 from 'sqlite3';
import sql from 'mssql';
import type { Request, Response } from 'express';

const pool = new Pool();
const lite = new Database('app.db');
const old = new sqlite3.Database(':memory:');

export async function findUser(req: Request, res: Response): Promise<void> {
  const { email } = req.body;
  const result: QueryResult = await pool.query(`SELECT * FROM users WHERE email = '${email}'`); // BAD: CWE-089
  res.json(result.rows);
}

export async function findUserSafely(req: Request, res: Response): Promise<void> {
  const { email } = req.body;
  const { rows } = await pool.query('SELECT * FROM users WHERE email = $1', [email]); // OK
  const named = await pool.query({ text: 'SELECT 1 WHERE $1', values: [email] }); // OK
  res.json([rows, named]);
}

export class OrderRepository {
  constructor(private readonly client: Client) {}

  async byCustomer(customer: string): Promise<unknown[]> {
    const text = 'SELECT * FROM orders WHERE customer = ' + customer;
    const { rows } = await this.client.query(text); // BAD: CWE-089
    return rows;
  }
}

export async function orders(req: Request, res: Response): Promise<void> {
  const repository = new OrderRepository(new Client());
  res.json(await repository.byCustomer(req.params.customer));
}

export const getTransfers = async (req: Request, res: Response) => {
  const connection = await mysql2.createConnection({ host: 'db' });
  const [rows] = await connection.execute(`SELECT * FROM t WHERE owner = "${req.query.owner}"`); // BAD: CWE-089
  const [more] = await connection.execute('SELECT * FROM t WHERE owner = ?', [req.query.owner]); // OK
  res.json([rows, more]);
};

export function note(req: Request, res: Response): void {
  const row = lite.prepare('SELECT * FROM notes WHERE slug = ' + req.params.slug).get(); // BAD: CWE-089
  const safe = lite.prepare('SELECT * FROM notes WHERE slug = ?').get(req.params.slug); // OK
  lite.exec(`DELETE FROM notes WHERE slug = '${req.params.slug}'`); // BAD: CWE-089
  lite.exec('VACUUM'); // OK
  res.json([row, safe]);
}

export function legacy(req: Request, res: Response): void {
  old.all('SELECT * FROM logs WHERE level = "' + req.query.level + '"', (err, rows) => res.json(rows)); // BAD: CWE-089
  old.get(`SELECT * FROM logs WHERE id = ${req.query.id}`, (err, row) => res.json(row)); // BAD: CWE-089
  old.run('INSERT INTO logs (text) VALUES (?)', req.body.text); // OK
  old.each('SELECT * FROM logs', (err, row) => console.log(row)); // OK
  old.serialize(() => {
    old.run("UPDATE logs SET text = '" + req.body.text + "'"); // BAD: CWE-089
  });
}

export async function report(req: Request, res: Response): Promise<void> {
  const request = new sql.Request();
  const bad = await request.query("SELECT * FROM reports WHERE title = '" + req.query.title + "'"); // BAD: CWE-089
  request.input('title', sql.NVarChar, req.query.title);
  const good = await request.query('SELECT * FROM reports WHERE title = @title'); // OK
  const tagged = await sql.query`SELECT * FROM reports WHERE title = ${req.query.title}`; // OK
  res.json([bad, good, tagged]);
}

const SORT: Record<string, string> = { newest: 'created DESC', oldest: 'created ASC' };

export async function sorted(req: Request, res: Response): Promise<void> {
  const order = req.query.sort === 'newest' ? SORT.newest : SORT.oldest;
  const { rows } = await pool.query(`SELECT * FROM posts ORDER BY ${order}`); // OK
  res.json(rows);
}

export async function inList(req: Request, res: Response): Promise<void> {
  const ids: string[] = req.body.ids;
  const marks = ids.map((_, i) => `$${i + 1}`).join(', ');
  const { rows } = await pool.query(`SELECT * FROM posts WHERE id IN (${marks})`, ids); // OK
  res.json(rows);
}
