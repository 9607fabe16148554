import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { detected, isOpen, mayBeFalse, mayBeTrue, pairOf } from './options';
import type { ParsedFile } from './parsedFile';
import { removal } from './removal';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

/** What each option must not be, and what comes of it. */
const options: ReadonlyMap<string, readonly [boolean, string]> = new Map<
  string,
  readonly [boolean, string]
>([
  ['nodeIntegration', [true, 'gives the page all of Node']],
  ['nodeIntegrationInWorker', [true, 'gives workers of the page all of Node']],
  ['nodeIntegrationInSubFrames', [true, 'gives frames of the page all of Node']],
  ['contextIsolation', [false, 'lets the page change what the preload script uses']],
  ['webSecurity', [false, 'lets the page read answers of every site']],
  ['allowRunningInsecureContent', [true, 'lets scripts come over plain HTTP']],
  ['experimentalFeatures', [true, 'switches on what is not finished']],
  ['enableRemoteModule', [true, 'lets the page reach the main process']],
]);

/** Windows of Electron whose pages may do too much. */
export const electronWindow: Rule = {
  id: 'electron-window',
  title: 'A page in an Electron window may do too much',
  cwe: ['CWE-1188', 'CWE-829', 'CWE-94', 'CWE-79', 'CWE-16'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Electron keeps a page in the sandbox of a browser unless its options take that away.',
    attack: 'One script that gets into the page starts programs on the machine of the user.',
    fix: 'Leave the options at their defaults, and give the page what it needs with contextBridge in a preload script.',
    sources: [
      'https://www.electronjs.org/docs/latest/tutorial/security',
      'https://cwe.mitre.org/data/definitions/1188.html',
    ],
  },
  recipe: { does: 'Leaves the option at its safe default', review: 'test' },
  topic: /electron|node.?integration|web.?security|context.?isolation/i,
  words: [...options.keys()],
  detect: (file) => {
    if (!/electron|webPreferences|BrowserWindow/i.test(file.text)) return [];
    return file.find(...options.keys()).flatMap((name) => optionAt(name, file) ?? []);
  },
};

function optionAt(name: Node, file: ParsedFile): Detection | undefined {
  const property = pairOf(name);
  const [wrong, does] = options.get(name.text) ?? [];
  if (!property || wrong === undefined || does === undefined) return undefined;
  const { pair, value } = property;
  if (pair.parent?.type !== 'object' || !(wrong ? mayBeTrue : mayBeFalse)(value, file))
    return undefined;
  return detected(electronWindow, pair, `${snippet(file.code(pair))} ${does}.`, () =>
    byDefault(pair, name.text, value, file),
  );
}

function byDefault(pair: Node, name: string, value: Node, file: ParsedFile): RecipeResult {
  const object = pair.parent;
  if (!object || !/^(true|false)$/.test(value.type))
    return refuse('The value is worked out elsewhere.');
  if (isOpen(object)) return refuse('The options are not all written out here.');
  if (
    name === 'nodeIntegration' &&
    /\brequire\(|ipcRenderer/.test(file.text) &&
    /loadURL\(\s*['"`]data:/.test(file.text)
  ) {
    return refuse('The page is written in this file, and uses Node.');
  }
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(pair))} takes a wall away that stands between a page and the machine.`,
    whyFixed: `The option ${name} is left at its default, which is safe since Electron 12.`,
    mayBreak: [
      'A page that calls require(), or that shares objects with its preload script, has to use contextBridge instead.',
      'A page that reads from other sites needs them to allow it by CORS.',
    ],
    alternatives: [
      {
        option: 'Keep it for local files only',
        whyNot: 'A local page can be made to show outside content too.',
      },
    ],
    assumptions: ['The program runs with Electron 12 or newer.'],
  };
  return { ok: true, edits: removal(pair, object, file.text), rationale };
}
