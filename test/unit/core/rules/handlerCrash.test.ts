import { assertLines } from './variants';

const handler = (body: string) =>
  `const express = require('express');\nconst app = express();\napp.get('/', (req, res, next) => { ${body} });`;

describe('the rule for errors in callbacks', () => {
  describe('sees an error that nobody catches', () => {
    assertLines(
      'handler-crash',
      [
        handler("fs.readFile('a', (error, data) => { if (error) throw error; res.end(data); });"),
        handler('db.query(sql, function (error, rows) { if (error) { throw new Error("x"); } });'),
        handler('setTimeout(() => { throw new Error("late"); }, 10);'),
        "const express = require('express');\nconst app = express();\nfunction show(req, res) { fs.stat('a', (error) => { if (error) throw error; }); }\napp.get('/', show);",
      ],
      [
        handler('if (!req.query.a) throw new Error("x");'),
        handler("fs.readFile('a', (error) => { if (error) return next(error); });"),
        handler(
          "fs.readFile('a', () => { try { throw new Error('x'); } catch (e) { next(e); } });",
        ),
        handler('load().then(() => { throw new Error("x"); }).catch(next);'),
        handler('list.forEach((one) => { if (!one) throw new Error("x"); });'),
        "fs.readFile('a', (error) => { if (error) throw error; });",
      ],
    );
  });
});
