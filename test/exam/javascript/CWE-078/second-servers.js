import Koa from 'koa';
import Router from '@koa/router';
import fastify from 'fastify';
import Hapi from '@hapi/hapi';
import { WebSocketServer } from 'ws';
import { Server } from 'socket.io';
import { exec, fork, execSync as sh } from 'node:child_process';

const router = new Router();
router.get('/ping/:host', async (ctx) => {
  const { host } = ctx.params;
  exec(`ping ${host}`); // BAD: CWE-078
  ctx.body = sh('uptime').toString(); // OK
});
new Koa().use(router.routes());

const app = fastify();
app.get('/who', async ({ query: { user } }) => sh(`finger ${user}`)); // BAD: CWE-078
app.get('/enc', async (request) => sh(`finger ${encodeURIComponent(request.query.user)}`)); // EITHER

Hapi.server().route({
  method: 'POST',
  path: '/run',
  handler(request, h) {
    const tool = { build: 'make', test: 'make test' }[request.payload.tool];
    sh(tool); // OK
    return sh(request.payload.args.map((one) => one.trim()).join(' ')); // BAD: CWE-078
  },
});

new WebSocketServer({ port: 1 }).on('connection', (socket) => {
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    exec(`say "${message.text}"`); // BAD: CWE-078
    switch (message.action) {
      case 'start':
      case 'stop':
        exec(`service app ${message.action}`); // OK
        break;
    }
  });
});

new Server().on('connection', (socket) => {
  socket.on('deploy', async ({ branch }, acknowledge) => {
    acknowledge(sh('git pull origin ' + branch)); // BAD: CWE-078
  });
});

process.on('message', (message) => {
  fork(message.script); // EITHER
});
