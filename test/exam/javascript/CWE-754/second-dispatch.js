const express = require('express');
const app = express();
const actions = {
  play() {},
  pause() {},
};
const registry = new Map(Object.entries(actions));
app.get('/:action', (req, res) => {
  actions[req.params.action](); // BAD: CWE-754
  const chosen = actions[req.query.action];
  chosen(req.query.data); // BAD: CWE-754
  const own = Object.hasOwn(actions, req.query.action) ? actions[req.query.action] : null;
  if (own) own(); // OK
  const stored = registry.get(req.query.action);
  if (typeof stored === 'function') stored(); // OK
  registry.get(req.query.other)(); // BAD: CWE-754
});
