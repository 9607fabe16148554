import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as ids from '../../src/ids';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly scope?: string; readonly default?: unknown }>
      >;
    };
    readonly jsonValidation: readonly { readonly url: string }[];
  };
  readonly activationEvents: readonly string[];
  readonly icon: string;
}

const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;
const sorted = (list: Iterable<string>) => [...list].sort();

describe('the manifest', () => {
  it('contributes exactly the commands of ids.ts', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(sorted(contributed), sorted(Object.values(ids.commands)));
  });

  it('contributes exactly the views and containers of ids.ts', () => {
    const idsIn = (record: Readonly<Record<string, readonly { readonly id: string }[]>>) =>
      sorted(Object.values(record).flatMap((list) => list.map(({ id }) => id)));
    assert.deepEqual(idsIn(contributes.views), sorted(Object.values(ids.views)));
    assert.deepEqual(idsIn(contributes.viewsContainers), sorted(Object.values(ids.viewContainers)));
    assert.deepEqual(
      sorted(Object.keys(contributes.views)),
      sorted(Object.values(ids.viewContainers)),
    );
  });

  it('contributes exactly the settings of ids.ts, each with a default and a scope', () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(sorted(Object.keys(properties)), sorted(Object.values(ids.settings)));
    for (const [name, setting] of Object.entries(properties)) {
      assert.ok('default' in setting, `${name} has no default`);
      assert.ok(setting.scope, `${name} has no scope`);
    }
  });

  it('names no command in a menu, a key or a welcome text that it does not contribute', () => {
    const known = new Set<string>(Object.values(ids.commands));
    const named = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
      ({ command }) => command,
    );
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, command = ''] of contents.matchAll(/\(command:(countersign\.\w+)/g)) {
        named.push(command);
      }
    }
    assert.ok(named.length > 10);
    for (const command of named) assert.ok(known.has(command), command);
  });

  it('activates on its draft scheme and never on everything', () => {
    assert.ok(manifest.activationEvents.includes(`onFileSystem:${ids.schemes.draft}`));
    assert.ok(!manifest.activationEvents.includes('*'));
  });

  it('points at files that are there', () => {
    const files = [manifest.icon, ...contributes.jsonValidation.map(({ url }) => url)];
    for (const file of files) assert.ok(fs.existsSync(file), file);
  });
});

describe('the documents', () => {
  for (const document of ['README.md', 'ARCHITECTURE.md']) {
    it(`of ${document} point at files that are there`, () => {
      const text = fs.readFileSync(document, 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target = '']) => target);
      for (const target of targets) assert.ok(fs.existsSync(target), target);
    });
  }
});
