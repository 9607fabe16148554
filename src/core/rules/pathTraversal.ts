import { nameOf, type CallSite } from '../flow/calls';
import { fromOutside } from '../flow/judge';
import type { Node } from '../syntax';
import { fileFunctions, fileWords, pathsAt } from './fileSinks';
import type { Sink } from './flowRule';
import { callNamed, flowRule, isFrom } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { insideFolder } from './pathCheck';
import { choosesPath, pathQuestion } from './pathQuestion';
import { withRoot } from './pathRoot';
import { constantOf } from './pieces';

const answers = ['sendFile', 'sendfile', 'download', 'render'];
/** express-fileupload: `upload.mv(path)`. */
const upload = 'mv';

export const pathTraversal = flowRule({
  id: 'path-traversal',
  title: 'A path from outside leads out of its folder',
  cwe: ['CWE-22', 'CWE-23', 'CWE-36', 'CWE-73', 'CWE-99'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A file name that an outsider decides on can hold `..`, or start at the root of the disk.',
    attack:
      'A request for `../../../etc/passwd` reads, or `../app.js` overwrites, a file outside the folder that was meant.',
    fix: 'Resolve the path, and go on only when it begins with the folder and a separator; or let express do it with the option `root`.',
    sources: [
      'https://cwe.mitre.org/data/definitions/22.html',
      'https://owasp.org/www-community/attacks/Path_Traversal',
    ],
  },
  recipe: { does: 'Goes on only when the path lies in its folder', review: 'read' },
  topic: /path.?travers|directory.?travers|non.?literal.?fs|file.?inclusion/i,
  words: [...fileFunctions, ...answers, 'send', upload],
  needs: [...fileWords, ...answers, 'send', upload],
  sinks: sinksAt,
  question: { ...pathQuestion, kinds: fromOutside },
});

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const called = nameOf(call);
  const [one, two] = call.args;
  if (!one) return [];
  if (answers.includes(called)) return answerSinks(site, called, file);
  if (called === upload) {
    const isUpload = /\bfiles\b/.test(file.text) && (!two || /function|identifier/.test(two.type));
    return isUpload ? [{ value: one, does: 'becomes the path of a file', harms: choosesPath }] : [];
  }
  if (called === 'send') {
    if (!isFrom(site, file, /^send$/) || !two) return [];
    return call.args[2]?.text.includes('root') === true
      ? []
      : [{ value: two, does: 'becomes the path of a file' }];
  }
  return pathsAt(name, file).map((value) => ({
    value,
    does: 'becomes the path of a file',
    harms: choosesPath,
    recipe: (origin) => insideFolder(value, site, origin, file),
  }));
}

/** `res.sendFile(path)`; with the option `root` express keeps it inside. */
function answerSinks(site: CallSite, called: string, file: ParsedFile): readonly Sink[] {
  const { args, receiver } = site.call;
  const [one, ...others] = args;
  if (!one || !receiver) return [];
  if (!/(^|\.)(res|resp|response|reply|h|ctx|this)$/.test(receiver.text.replace(/\(.*\)/g, '')))
    return [];
  // A plugin of Fastify sends from its own folder, like express with `root`.
  if (called === 'sendFile' && /^(reply|rep)\b/.test(receiver.text)) return [];
  if (others.some((option) => option.type === 'object' && /\broot\b/.test(option.text))) return [];
  if (called === 'render') {
    if (constantOf(one, file) !== undefined) return [];
    return [{ value: one, does: 'chooses the template file' }];
  }
  return [
    {
      value: one,
      does: 'becomes the path of a file',
      recipe: (origin) =>
        called === 'sendFile' && one.type !== 'identifier'
          ? withRoot(one, site, origin, file)
          : insideFolder(one, site, origin, file),
    },
  ];
}
