import Koa from 'koa';
import Router from '@koa/router';
import Fastify from 'fastify';
import Hapi from '@hapi/hapi';
import { WebSocketServer } from 'ws';
import { Client } from 'ssh2';
import { exec, execSync } from 'node:child_process';
import net from 'node:net';

const router = new Router();
router.get('/dig', async (ctx) => {
  ctx.body = execSync('dig ' + ctx.query.name).toString(); // BAD: CWE-078
});
router.post('/wget', async (ctx) => {
  const { link } = ctx.request.body;
  exec("wget '" + link + "'"); // BAD: CWE-078
  ctx.status = 202;
});
router.get('/free', async (ctx) => {
  ctx.body = execSync('free -m').toString(); // OK
});
new Koa().use(router.routes()).listen(3000);

const fastify = Fastify();
fastify.get('/trace/:host', async (request, reply) => {
  const { host } = request.params;
  return execSync(`traceroute ${host}`).toString(); // BAD: CWE-078
});
fastify.post('/trace', async (request) => {
  const hops = Math.min(Number(request.body.hops), 30);
  return execSync(`traceroute -m ${hops} example.org`).toString(); // OK
});

const server = Hapi.server({ port: 4000 });
server.route({
  method: 'GET',
  path: '/mount/{device}',
  handler: (request, h) => {
    exec(`mount /dev/${request.params.device} /mnt`); // BAD: CWE-078
    return h.response().code(204);
  },
});

const wss = new WebSocketServer({ port: 9000 });
wss.on('connection', (socket) => {
  socket.on('message', (message) => {
    const { action } = JSON.parse(message);
    exec(`./scripts/${action}.sh`); // BAD: CWE-078
  });
});

net.createServer((socket) => {
  socket.on('data', (data) => {
    exec(data.toString()); // BAD: CWE-078
  });
});

export function remote(req, res) {
  const conn = new Client();
  conn.on('ready', () => {
    conn.exec('tail -n 5 /var/log/' + req.query.file, (err, stream) => { // BAD: CWE-078
      stream.pipe(res);
    });
    conn.exec('uptime', (err, stream) => stream.pipe(res)); // OK
  });
  conn.connect({ host: '10.0.0.5', username: 'deploy', agent: process.env.SSH_AUTH_SOCK });
}
