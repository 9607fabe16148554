import express, { Request, Response, NextFunction } from 'express';
import execa, { execaCommand } from 'execa';
import spawn from 'cross-spawn';
import shell from 'shelljs';
import { promisify } from 'node:util';
import * as childProcess from 'node:child_process';
import { quote } from 'shell-quote';

const execAsync = promisify(childProcess.exec);

class Converter {
  private readonly binary = 'ffmpeg';
  constructor(private readonly folder: string) {}

  async convert(input: string, format: string): Promise<void> {
    await execAsync(`${this.binary} -i ${input} out.${format}`, { cwd: this.folder }); // BAD: CWE-078
  }

  async probe(input: string): Promise<string> {
    const { stdout } = await execa('ffprobe', ['-v', 'error', input]); // OK
    return stdout;
  }
}

const converter = new Converter('/srv/media');
const app = express();

app.post('/convert', async (req: Request, res: Response, next: NextFunction) => {
  const { input, format = 'mp4' } = req.body;
  await converter.convert(input, format);
  await converter.probe(input);
  await execaCommand(`gzip ${input}`, { shell: true }); // BAD: CWE-078
  spawn(`tar xf ${input}`, { shell: true }); // BAD: CWE-078
  shell.exec('file ' + input, { silent: true }); // BAD: CWE-078
  shell.exec(quote(['file', input])); // OK
  shell.rm('-rf', '/tmp/build'); // OK
  const allowed = ['mp4', 'webm'] as const;
  if (!allowed.includes(format)) {
    return res.status(400).end();
  }
  await execAsync(`ffmpeg -i fixed.mov out.${format}`); // OK
  next();
});

app.get('/branch', (req, res) => {
  const branch = String(req.query.branch ?? 'main');
  if (!/^[\w-]+$/.test(branch)) throw new Error('bad branch');
  childProcess.execSync(`git show ${branch}`); // OK
  const tag = String(req.query.tag);
  if (!/[\w.]+/.test(tag)) throw new Error('bad tag');
  childProcess.execSync(`git show ${tag}`); // BAD: CWE-078
  const clean = String(req.query.note).replace(';', '');
  childProcess.exec(`echo ${clean} >> notes.txt`); // BAD: CWE-078
  const safe = String(req.query.note).replace(/[^a-z0-9 ]/gi, '');
  childProcess.exec(`echo ${safe} >> notes.txt`); // OK
});

app.get('/clone', (req, res) => {
  childProcess.execFile('git', ['clone', req.query.repo as string, '/srv/repos'], () => res.end()); // BAD: CWE-078
  childProcess.execFile('git', ['clone', '--', req.query.repo as string], () => res.end()); // EITHER
});
