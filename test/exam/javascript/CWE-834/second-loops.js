const express = require('express');
const _ = require('lodash');
const app = express();
app.use(express.json());

app.post('/sum', (req, res) => {
  const items = req.body.items;
  let sum = 0;
  for (let i = 0; i < items.length; i++) { // BAD: CWE-834, CWE-400
    sum += items[i];
  }
  for (const item of items) { // OK
    sum += item;
  }
  if (!Array.isArray(req.body.list)) return res.sendStatus(400);
  for (let i = 0; i < req.body.list.length; i++) { // OK
    sum += req.body.list[i];
  }
  res.json({ sum });
});

app.post('/each', (req, res) => {
  _.forEach(req.body, (value) => value); // BAD: CWE-834, CWE-400
  _.forEach(['a', 'b'], (value) => value); // OK
  let i = 0;
  while (i < req.body.names.length) { // BAD: CWE-834, CWE-400
    i++;
  }
  res.end();
});
