import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RegistryServer } from '../../../unit/node/dependencies/registryServer';
import { registryServer } from '../../../unit/node/dependencies/registryServer';
import * as story from '../story';

/** The folder of the project that is pinned to the withdrawn event-stream, in the window's workspace. */
export const folder = 'sieve';
export const manifest = `${folder}/package.json`;
export const lockfile = `${folder}/package-lock.json`;
export const pipe = `${folder}/lib/pipe.js`;

/** Why the latest version is not taken, where the project itself asks for the package. */
export const whyNotLatest = /4\.0\.1.*crosses a major version.*`flatmap`.*lib\/pipe\.js:6/s;

const pipeText = `'use strict';

const es = require('event-stream');

/** Every word of every line, on its own. */
exports.words = () => es.pipeline(es.split(), es.flatmap((line) => line.split(' ')));
`;

const [root = ''] = __dirname.split(`${path.sep}out${path.sep}`);
const project = path.join(root, 'test', 'workspaces', 'streams');

/** How event-stream came into the project: the three forms of its story. */
export const forms = {
  pinned: { 'event-stream': '3.3.6' },
  ranged: { 'event-stream': '^3.3.4' },
  transitive: { 'ps-tree': '^1.1.0' },
} as const;
export type Form = keyof typeof forms;

/** Puts the project beside what the window shows, with code that calls what a later major took away. */
export async function bringProject(form: Form = 'pinned'): Promise<void> {
  fs.cpSync(project, story.shop(folder), { recursive: true });
  fs.mkdirSync(story.shop(folder, 'lib'));
  fs.writeFileSync(story.shop(pipe), pipeText);
  if (form !== 'pinned') {
    const dependencies = forms[form];
    edit(manifest, (one) => Object.assign(one, { dependencies }));
    edit(lockfile, ({ packages }) => Object.assign(packages[''] ?? {}, { dependencies }));
  }
  if (form === 'transitive') letParentAsk();
  // The editor may still have in memory what the story before this one has opened there.
  for (const file of [manifest, lockfile, pipe]) {
    await story.until(`the editor to see ${file}`, async () => {
      const { document } = await vscode.window.showTextDocument(story.uriOf(file));
      if (document.getText() === story.read(file)) return true;
      await vscode.commands.executeCommand('workbench.action.files.revert');
      return undefined;
    });
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Nothing of the project speaks of event-stream any more but ps-tree, as npm-run-all once had it. */
function letParentAsk(): void {
  const name = 'ps-tree';
  const license = 'MIT';
  edit(lockfile, ({ packages }) => {
    packages[`node_modules/${name}`] = { version: '1.1.0', license, dependencies: parentAsks };
  });
  edit(`${folder}/.sarif/npm-audit.json`, ({ vulnerabilities }) => {
    Object.assign(vulnerabilities['event-stream'] ?? {}, { isDirect: false, effects: [name] });
    vulnerabilities[name] = {
      ...{ name, severity: 'critical', isDirect: true, via: ['event-stream'], effects: [] },
      ...{ range: '>=1.1.0', nodes: [`node_modules/${name}`], fixAvailable: false },
    };
  });
  for (const file of [pipe, `${folder}/index.js`]) {
    fs.writeFileSync(story.shop(file), `module.exports = require('${name}');\n`);
  }
}

const parentAsks = { 'event-stream': '~3.3.0' };

/** What of the project's JSON files the forms change. */
interface Json {
  readonly packages: Record<string, object>;
  readonly vulnerabilities: Record<string, object>;
}

function edit(file: string, change: (document: Json) => void): void {
  const document = JSON.parse(story.read(file)) as Json;
  change(document);
  fs.writeFileSync(story.shop(file), `${JSON.stringify(document, null, 2)}\n`);
}

export function takeProjectAway(): void {
  fs.rmSync(story.shop(folder), { recursive: true, force: true });
}

const names = ['split', 'pipeline', 'mapSync', 'flatmap'];
const source = (exported: readonly string[]) =>
  exported.map((name) => `exports.${name} = function ${name}() {};\n`).join('');

/** What event-stream's versions asked for when its children were those of the lockfile. */
const dependencies = {
  duplexer: '^0.1.1',
  from: '^0.1.7',
  'map-stream': '0.0.7',
  'pause-stream': '^0.0.11',
  split: '^1.0.1',
  'stream-combiner': '^0.2.2',
  through: '^2.3.8',
};

/** A registry that has the versions which were never harmful, and not the one that was. */
export async function scriptedRegistry(): Promise<RegistryServer> {
  const server = await registryServer();
  for (const version of ['3.3.4', '3.3.5']) {
    server.publish({ name: 'event-stream', version, dependencies }, { 'index.js': source(names) });
  }
  const left = source(names.filter((name) => name !== 'flatmap'));
  server.publish({ name: 'event-stream', version: '4.0.1', dependencies }, { 'index.js': left });
  server.publish({ name: 'ps-tree', version: '1.1.0', dependencies: parentAsks });
  for (const [name, version, asked] of children) {
    server.publish({ name, version, ...(asked && { dependencies: asked }) });
  }
  return server;
}

const children: readonly (readonly [string, string, Record<string, string>?])[] = [
  ['duplexer', '0.1.2'],
  ['from', '0.1.7'],
  ['map-stream', '0.0.7'],
  ['pause-stream', '0.0.11', { through: '~2.3' }],
  ['split', '1.0.1', { through: '2' }],
  ['stream-combiner', '0.2.2', { duplexer: '~0.1.1', through: '~2.3.4' }],
  ['through', '2.3.8'],
];

/** Lets npm ask this address, as the user's environment would, with a cache of its own. */
export function askRegistry(address: string): () => void {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-npm-'));
  const before = { ...process.env };
  process.env['npm_config_registry'] = address;
  process.env['npm_config_cache'] = cache;
  return () => {
    for (const name of ['npm_config_registry', 'npm_config_cache']) {
      const old = before[name];
      if (old === undefined) delete process.env[name];
      else process.env[name] = old;
    }
    fs.rmSync(cache, { recursive: true, force: true });
  };
}
