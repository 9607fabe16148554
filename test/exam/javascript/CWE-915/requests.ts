import express, { Request, Response } from 'express';
import _ from 'lodash';
import merge from 'lodash.merge';
import deepmerge from 'deepmerge';
import extend from 'extend';
import $ from 'jquery';
import { set as setPath } from 'dot-prop';
import type { Context } from 'koa';
import { WebSocket } from 'ws';

const app = express();
app.use(express.json());

const settings: Record<string, Record<string, unknown>> = {};
const users = new Map<string, Record<string, unknown>>();

app.post('/settings/:group/:name', (req: Request, res: Response) => {
  settings[req.params.group]![req.params.name] = req.body.value; // BAD: CWE-915
  res.end();
});

app.post('/settings/:name', (req, res) => {
  settings.general![req.params.name] = req.body.value; // EITHER
  users.set(req.params.name, req.body); // OK
  res.end();
});

app.post('/merge', (req, res) => {
  _.merge({}, req.body); // EITHER
  _.merge(settings, JSON.parse(req.body.text)); // BAD: CWE-915
  _.defaultsDeep(settings, JSON.parse(req.query.text as string)); // BAD: CWE-915
  _.mergeWith(settings, JSON.parse(req.query.text as string), () => undefined); // BAD: CWE-915
  merge(settings, JSON.parse(req.query.text as string)); // BAD: CWE-915
  extend(true, {}, JSON.parse(req.query.text as string)); // BAD: CWE-915
  $.extend(true, {}, JSON.parse(req.query.text as string)); // BAD: CWE-915
  Object.assign({}, JSON.parse(req.query.text as string)); // OK
  _.assign({}, JSON.parse(req.query.text as string)); // OK
  _.merge({}, { a: 1 }, { b: 2 }); // OK
  const spread = { ...JSON.parse(req.query.text as string) }; // OK
  deepmerge({}, { fixed: true }); // OK
  res.json(spread);
});

app.put('/path', (req, res) => {
  _.set(settings, req.body.path, req.body.value); // BAD: CWE-915
  _.set(settings, 'theme.colour', req.body.value); // OK
  setPath(settings, req.body.path, req.body.value); // BAD: CWE-915
  _.setWith(settings, req.body.path, req.body.value, Object); // BAD: CWE-915
  res.end();
});

app.put('/todo/:id', (req, res) => {
  const { id } = req.params;
  let list = req.session.todos[id];
  if (!list) list = req.session.todos[id] = {}; // EITHER
  list[req.query.name as string] = req.query.text; // BAD: CWE-915
  res.end();
});

app.put('/guarded/:id', (req, res) => {
  const { id } = req.params;
  if (id === '__proto__' || id === 'constructor' || id === 'prototype') return res.sendStatus(400);
  const list = settings[id]!;
  list[req.query.name as string] = req.query.text; // OK
  return res.end();
});

app.put('/own/:id', (req, res) => {
  const { id, name } = req.params;
  if (!Object.hasOwn(settings, id)) return res.sendStatus(404);
  settings[id]![name] = req.body; // OK
  return res.end();
});

app.put('/prefixed/:id', (req, res) => {
  settings['group-' + req.params.id]![String(req.query.name)] = req.body; // OK
  settings[Number(req.params.id)]!['x'] = req.body; // OK
  res.end();
});

export function koa(ctx: Context): void {
  const { section, key, value } = ctx.request.body;
  settings[section]![key] = value; // BAD: CWE-915
  settings[section] = value; // EITHER
}

export function live(socket: WebSocket, state: Record<string, Record<string, unknown>>): void {
  socket.on('message', (text) => {
    const { room, field, value } = JSON.parse(text.toString());
    state[room]![field] = value; // BAD: CWE-915
    _.merge(state, JSON.parse(text.toString())); // BAD: CWE-915
  });
}
