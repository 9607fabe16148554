import Koa from 'koa';
import koaSend from 'koa-send';
import Fastify from 'fastify';
import Hapi from '@hapi/hapi';
import restify from 'restify';
import fs from 'node:fs';
import path from 'node:path';
import formidable from 'formidable';

const app = new Koa();
app.use(async (ctx) => {
  if (ctx.path.startsWith('/raw')) {
    ctx.body = fs.createReadStream(path.join('public', ctx.query.file)); // BAD: CWE-022
  } else if (ctx.path.startsWith('/asset')) {
    await koaSend(ctx, ctx.path, { root: '/srv/public' }); // OK
  } else {
    ctx.body = fs.readFileSync(ctx.request.body.template); // BAD: CWE-022
  }
});

const fastify = Fastify();
fastify.get('/note/:id', (request, reply) => {
  const stream = fs.createReadStream(`/notes/${request.query.folder}/note.md`); // BAD: CWE-022
  reply.send(stream);
});
fastify.get('/safe/:id', {
  schema: { params: { type: 'object', properties: { id: { type: 'integer' } } } },
}, (request, reply) => {
  reply.send(fs.createReadStream(`/notes/${Number(request.params.id)}.md`)); // OK
});

const server = Hapi.server({ port: 3000 });
server.route({
  method: 'GET',
  path: '/pdf/{name*}',
  handler: async (request, h) => h.response(await fs.promises.readFile('/pdf/' + request.query.name)), // BAD: CWE-022
});

const api = restify.createServer();
api.get('/log', function (req, res, next) {
  fs.readFile('/var/log/' + req.params.name, 'utf8', function (err, text) { // BAD: CWE-022
    res.send(text);
    return next();
  });
});

export default async function handler(req, res) {
  const { slug } = req.query;
  const source = fs.readFileSync(path.join(process.cwd(), 'posts', slug + '.md')); // BAD: CWE-022
  res.status(200).send(source);
}

export function upload(req, res) {
  const form = formidable({ multiples: false });
  form.parse(req, (err, fields, files) => {
    fs.copyFile(files.doc.filepath, './uploads/' + fields.title, () => res.end()); // BAD: CWE-022
    fs.copyFile(files.doc.filepath, './uploads/latest.pdf', () => res.end()); // OK
  });
}

export function render(req, res) {
  res.render(req.query.page); // BAD: CWE-022
}
