import type { Ports } from '../../../../src/core/ports';
import { testRules, testSyntax } from '../../grammars';

/** The ports of a drafter in a project of these files, at a time and with a person that never change. */
export function portsOf(files: Readonly<Record<string, string | Uint8Array>>): Ports {
  return {
    syntax: testSyntax,
    rules: testRules,
    read: (path) => {
      const file = Object.hasOwn(files, path) ? files[path] : undefined;
      return Promise.resolve(typeof file === 'string' ? new TextEncoder().encode(file) : file);
    },
    realPath: (path) => Promise.resolve({ ok: true, path }),
    now: () => '2026-01-01T00:00:00.000Z',
    newId: () => 'id-1',
    person: () => Promise.resolve({ name: 'Ada' }),
  };
}
