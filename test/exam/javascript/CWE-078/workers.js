import { exec, spawn, fork, execFile } from 'node:child_process';
import util from 'node:util';
import amqp from 'amqplib';
import { Octokit } from '@octokit/rest';
import inquirer from 'inquirer';
import { $ } from 'zx';
import Docker from 'dockerode';

const run = util.promisify(exec);

export const handler = async (event) => {
  const { bucket, key } = event.Records[0].s3;
  await run(`ffmpeg -i s3://${bucket.name}/${key} out.mp4`); // EITHER
  const body = JSON.parse(event.body);
  await run('pdftotext ' + body.file); // BAD: CWE-078
  await run('pdftotext in.pdf out.txt'); // OK
};

export async function webhook(req, res) {
  const { ref, repository } = req.body;
  const steps = [
    'cd /srv/' + repository.name,
    'git pull origin ' + ref,
  ];
  exec(steps.join(' && ')); // BAD: CWE-078
  res.sendStatus(202);
}

export async function zx(req, res) {
  await $`ls ${req.query.dir}`; // OK
  res.end();
}

export function options(req, res) {
  const opts = { cwd: '/srv', shell: true };
  spawn('grep', ['-r', req.query.q, '.'], opts).stdout.pipe(res); // BAD: CWE-078
}

export function noShell(req, res) {
  spawn('grep', ['-r', '--', req.query.q, '.'], { shell: false }).stdout.pipe(res); // OK
}

export function child(req, res) {
  fork(req.query.script); // BAD: CWE-078
  fork('./worker.js', [req.query.id]); // OK
  res.end();
}

export function formatted(req, res) {
  const command = util.format('grep %s /var/log/app.log', req.query.word);
  exec(command, (error, out) => res.end(out)); // BAD: CWE-078
}

export function concatenated(req, res) {
  let command = 'tail';
  command += ' -n 10 ';
  command = command.concat(req.query.file);
  exec(command, (error, out) => res.end(out)); // BAD: CWE-078
}

export function replaced(req, res) {
  const command = 'cat NAME'.replace('NAME', req.query.name);
  exec(command, (error, out) => res.end(out)); // BAD: CWE-078
}

export function constantReplaced(req, res) {
  const command = 'cat NAME'.replace('NAME', 'readme.txt');
  exec(command, (error, out) => res.end(out)); // OK
}

export function optional(req, res) {
  req.query?.cmd && exec(req.query?.cmd); // BAD: CWE-078
  res.end();
}

export function filtered(req, res) {
  const name = req.query.name.replace(/[^a-zA-Z0-9]/g, '');
  exec('id ' + name, (error, out) => res.end(out)); // OK
}

export function halfFiltered(req, res) {
  const name = req.query.name.replace(/;/g, '');
  exec('id ' + name, (error, out) => res.end(out)); // BAD: CWE-078
}

export function bool(req, res) {
  exec('ls ' + (req.query.all === 'true' ? '-a' : ''), (error, out) => res.end(out)); // OK
}

export function typed(req, res) {
  if (typeof req.query.n === 'number') exec('sleep ' + req.query.n); // OK
  res.end();
}

export function inspected(req, res) {
  execFile('docker', ['inspect', '--', req.params.id], (error, out) => res.end(out)); // OK
}
