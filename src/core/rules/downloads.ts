import { nameOf } from '../flow/calls';
import { javascriptCall } from '../flow/javascript';
import { ordinaryJudge } from '../flow/judge';
import type { Node } from '../syntax';
import { writers } from './fileSinks';
import { callNamed, flowRule, isFrom } from './flowRule';
import { detected, literalsWith } from './options';
import type { Rule } from './rule';
import { snippet } from './rule';

const program =
  /http:\/\/(?!localhost|127\.)[^\s'"`|;]{1,300}\.(exe|msi|dmg|pkg|deb|rpm|apk|appimage|jar|sh|bash|ps1|bat|cmd|bin|run|whl|gem|tgz|tar\.gz)(?=['"`\s|;?#]|$)/i;
const fetching =
  /^(get|fetch|request|download|got|axios|needle|superagent|exec|execSync|execFile|execFileSync|spawn|spawnSync|execa|wget|curl|createReadStream|goto)$/;

/** Programs that are fetched over a line that others can change. */
export const insecureDownload: Rule = {
  id: 'insecure-download',
  title: 'A program is downloaded over plain HTTP',
  cwe: ['CWE-829', 'CWE-494', 'CWE-319'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Whoever sits between the two machines can put another program in its place.',
    attack: 'An open wireless network answers with a program of its own, and it is run.',
    fix: 'Download over HTTPS, and compare the digest of what came with one that is known.',
    sources: [
      'https://cwe.mitre.org/data/definitions/829.html',
      'https://cwe.mitre.org/data/definitions/494.html',
    ],
  },
  topic: /insecure.?download|plain.?http/i,
  words: ['http'],
  trigger: program,
  detect: (file) =>
    literalsWith(new RegExp(program.source, 'gi'), file).flatMap((literal) => {
      if (!isFetched(literal)) return [];
      return detected(
        insecureDownload,
        literal,
        `${snippet(file.code(literal))} is fetched over plain HTTP, so anybody on the way can exchange it.`,
      );
    }),
};

/** Whether a call fetches it, by its name: as an argument, or in options. */
function isFetched(literal: Node): boolean {
  for (let at: Node | null = literal; at; at = at.parent) {
    const call = javascriptCall(at);
    if (call) return fetching.test(nameOf(call));
    if (/statement|function|arrow|declarator/.test(at.type)) return false;
  }
  return false;
}

/** What another server answers, written to a file. */
export const downloadedFile = flowRule({
  id: 'downloaded-file',
  title: 'What another server sends is written to a file',
  cwe: ['CWE-912', 'CWE-434'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'low',
  help: {
    why: 'Whoever controls the other server, or the line to it, decides what is in the file.',
    attack: 'A download becomes a script, and the next start of the program runs it.',
    fix: 'Check what came, by its digest or its form, before it is written; keep it where nothing is run from.',
    sources: ['https://cwe.mitre.org/data/definitions/912.html'],
  },
  topic: /http.?to.?file|download.*file/i,
  words: writers.filter((name) => /^(write|append|output)/.test(name)),
  sinks: (name, file) => {
    const site = callNamed(name);
    const [, data] = site?.call.args ?? [];
    if (!site || !data || /function|arrow|string|number/.test(data.type)) return [];
    if (!isFrom(site, file, /^(fs|fs\/promises|fs-extra|graceful-fs)$/, /\bfs\w*(\.promises)?$/))
      return [];
    return [{ value: data, does: 'is written to a file' }];
  },
  question: {
    kinds: new Set(['response'] as const),
    cleans: (call) => /^(digest|hash|verify|validate)/i.test(nameOf(call)),
    judge: ordinaryJudge,
  },
});
