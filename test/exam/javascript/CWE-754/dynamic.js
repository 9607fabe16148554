const express = require('express');
const app = express();
const actions = { play() {}, pause() {} };
const known = new Map([['play', actions.play]]);

app.get('/do/:action', (req, res) => {
  actions[req.params.action](); // BAD: CWE-754
  known.get(req.params.action)?.(); // EITHER
  if (Object.hasOwn(actions, req.params.action)) actions[req.params.action](); // OK
  res.end();
});
