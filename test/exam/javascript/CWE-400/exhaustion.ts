import http from 'node:http';
import express, { Request, Response } from 'express';
import url from 'node:url';

const app = express();

app.get('/wait', (req: Request, res: Response) => {
  const delay = Number(req.query.ms);
  setTimeout(() => res.end(), delay); // BAD: CWE-400
});

app.get('/wait-capped', (req, res) => {
  const delay = Number(req.query.ms);
  setTimeout(() => res.end(), Math.min(delay, 1000)); // OK
  if (delay > 1000) return;
  setTimeout(() => res.end(), delay); // GUARDED
});

app.get('/buffer', (req, res) => {
  const size = parseInt(req.query.size as string, 10);
  res.end(Buffer.alloc(size)); // BAD: CWE-400
  res.end(Buffer.alloc(1024)); // OK
  res.end(Buffer.from(String(req.query.text))); // OK
});

app.get('/array', (req, res) => {
  const n = Number(req.query.n);
  res.json(new Array(n).fill(0)); // BAD: CWE-400
  res.json('x'.repeat(n)); // BAD: CWE-400
  res.json(Array(10).fill(0)); // OK
});

app.post('/loop', (req, res) => {
  let total = 0;
  for (let i = 0; i < req.body.items.length; i++) { // BAD: CWE-400, CWE-834
    total += Number(req.body.items[i]);
  }
  res.json({ total });
});

app.post('/loop-array', (req, res) => {
  if (!Array.isArray(req.body.items)) {
    res.sendStatus(400);
    return;
  }
  let total = 0;
  for (let i = 0; i < req.body.items.length; i++) total += 1; // OK
  res.json({ total });
});

http.createServer((req, res) => {
  const { query } = url.parse(req.url!, true);
  setInterval(() => res.write('.'), Number(query.every)); // BAD: CWE-400
  setInterval(() => res.write('.'), 1000); // OK
});
