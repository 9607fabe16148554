import cors from 'cors';
import express, { Request, Response } from 'express';
import koaCors from '@koa/cors';
import { ApolloServer } from 'apollo-server';
const app = express();
app.use(cors({ origin: true, credentials: true })); // BAD: CWE-942
app.use(cors({ origin: '*', credentials: true })); // EITHER
app.use(cors({ origin: 'https://example.com', credentials: true })); // OK
app.use(cors({ origin: (origin, done) => done(null, true), credentials: true })); // BAD: CWE-942
app.use(cors({ origin: (origin, done) => done(null, allowed.includes(origin!)), credentials: true })); // OK
const allowed = ['https://example.com'];
app.get('/', (req: Request, res: Response) => {
  res.header('Access-Control-Allow-Origin', req.headers.origin); // BAD: CWE-942, CWE-346
  res.header('Access-Control-Allow-Credentials', 'true');
  if (allowed.includes(req.headers.origin!)) res.set('Access-Control-Allow-Origin', req.headers.origin); // OK
  res.set({ 'Access-Control-Allow-Origin': req.get('Origin'), 'Access-Control-Allow-Credentials': true }); // BAD: CWE-942, CWE-346
});
new ApolloServer({ cors: { origin: true, credentials: true } }); // BAD: CWE-942
export { koaCors };
