import express, { Request, Response, NextFunction } from 'express';
import fs, { promises as fsp } from 'fs';
import { readFile, writeFile, unlink } from 'node:fs/promises';
import path, { join, resolve } from 'node:path';
import sanitize from 'sanitize-filename';
import send from 'send';
import multer from 'multer';

const UPLOADS = resolve('uploads');
const router = express.Router();

router.get('/download', (req: Request, res: Response) => {
  const name = req.query.name as string;
  res.download(join(UPLOADS, name)); // BAD: CWE-022
});

router.get('/file/:name', (req, res) => {
  res.sendFile(`${UPLOADS}/${req.params.name}`); // BAD: CWE-022
});

router.get('/view', (req, res) => {
  res.sendFile(path.resolve('views', String(req.query.view) + '.html')); // BAD: CWE-022
});

router.get('/rooted/:name', (req, res) => {
  res.sendFile(req.params.name, { root: UPLOADS }); // OK
});

router.get('/send', (req, res) => {
  send(req, req.url, { root: UPLOADS }).pipe(res); // OK
  send(req, req.query.file as string).pipe(res); // BAD: CWE-022
});

router.get('/read', async (req: Request, res: Response, next: NextFunction) => {
  try {
    const data = await readFile(join(UPLOADS, req.query.file as string), 'utf8'); // BAD: CWE-022
    res.type('text/plain').send(data);
  } catch (error) {
    next(error);
  }
});

router.put('/write', async ({ body }, res) => {
  await writeFile(UPLOADS + '/' + body.path, body.content); // BAD: CWE-022
  res.sendStatus(204);
});

router.delete('/:file', async (req, res) => {
  const victim = path.normalize(path.join(UPLOADS, req.params.file));
  await unlink(victim); // BAD: CWE-022
  res.sendStatus(204);
});

router.get('/lines', async (req, res) => {
  const target = await locate(req.query.id);
  const text = await fsp.readFile(target, 'utf8'); // BAD: CWE-022
  res.json(text.split('\n').length);
});

async function locate(id: unknown): Promise<string> {
  return path.join('/var/data', `${id}.txt`);
}

router.get('/clean', async (req, res) => {
  const name = sanitize(String(req.query.name));
  res.end(await readFile(join(UPLOADS, name))); // OK
});

router.get('/invoice/:id', async (req, res) => {
  const id = Number(req.params.id);
  res.end(await readFile(join(UPLOADS, `invoice-${id}.pdf`))); // OK
});

router.get('/inside', async (req, res) => {
  const wanted = path.resolve(UPLOADS, String(req.query.p));
  const relative = path.relative(UPLOADS, wanted);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    res.sendStatus(403);
    return;
  }
  res.end(await readFile(wanted)); // OK
});

router.get('/real', (req, res) => {
  const real = fs.realpathSync(path.resolve(UPLOADS, String(req.query.p))); // EITHER
  if (!real.startsWith(UPLOADS + '/')) throw new Error('outside');
  res.end(fs.readFileSync(real)); // OK
});

const upload = multer({ dest: UPLOADS });
router.post('/avatar', upload.single('avatar'), (req, res) => {
  fs.renameSync(req.file!.path, path.join(UPLOADS, req.file!.originalname)); // BAD: CWE-022
  res.end();
});

router.get('/config', async (_req, res) => {
  res.json(JSON.parse(await readFile(join(__dirname, 'config.json'), 'utf8'))); // OK
});

const LANGUAGES = new Set(['en', 'de', 'fr']);
router.get('/i18n/:lang', async (req, res) => {
  if (!LANGUAGES.has(req.params.lang)) return res.sendStatus(404);
  return res.json(await readFile(`locales/${req.params.lang}.json`, 'utf8')); // GUARDED
});

router.get('/doc/:slug', async (req, res) => {
  const { slug } = req.params;
  if (!/^[\w-]+$/.test(slug)) return res.sendStatus(404);
  return res.end(await readFile(`docs/${slug}.md`)); // GUARDED
});

export default router;
