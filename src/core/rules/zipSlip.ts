import type { Node } from '../syntax';
import { movers, pathsAt, writers, fileWords } from './fileSinks';
import { flowRule, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { pathQuestion } from './pathQuestion';
import { keptInside } from './zipSlipFix';

/** Files that are written where an archive says. */
export const zipSlip = flowRule({
  id: 'zip-slip',
  title: 'A file of an archive is written outside its folder',
  cwe: ['CWE-22', 'CWE-23', 'CWE-29'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'The names in an archive are whatever its maker wrote, and `..` in them leads out of the folder that it is unpacked to.',
    attack:
      'An archive with an entry `../../home/app/.bashrc` overwrites that file when it is unpacked.',
    fix: 'Resolve the path of each entry, and write it only when it begins with the folder and a separator.',
    sources: [
      'https://cwe.mitre.org/data/definitions/22.html',
      'https://security.snyk.io/research/zip-slip-vulnerability',
    ],
  },
  recipe: { does: 'Passes over entries that lie outside the folder', review: 'test' },
  topic: /zip.?slip|archive.*travers|tar.?slip/i,
  words: [...writers, ...movers],
  needs: fileWords,
  sinks: (name: Node, file: ParsedFile): readonly Sink[] =>
    pathsAt(name, file).map((value) => ({
      value,
      does: 'becomes the path of a file',
      recipe: (origin) => keptInside(value, origin, file),
    })),
  question: { ...pathQuestion, kinds: new Set(['archive'] as const) },
});
