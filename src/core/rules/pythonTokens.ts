import { textOf } from '../pythonFlow/text';
import { expressions } from '../flow/value';
import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, keywordOf, optionText } from './pythonCalls';
import {
  addArgument,
  answer,
  hasSpread,
  inTests,
  removeArgument,
  replacement,
} from './pythonEdits';
import { cwePage, pythonCallRule } from './pythonRule';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

export const pythonToken = pythonCallRule({
  id: 'py-jwt-unverified',
  title: 'The signature of a token is not checked',
  cwe: ['CWE-347', 'CWE-345', 'CWE-287'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Without its signature a token is only a text that anybody can write.',
    attack: 'Somebody changes the user of their token to `admin`, and is the administrator.',
    fix: "Call decode() with the key and with algorithms=['HS256'], or whichever you sign with.",
    sources: [cwePage(347), 'https://pyjwt.readthedocs.io/en/stable/usage.html'],
  },
  recipe: { does: 'Leaves the check of the signature on', review: 'test' },
  topic: /\bjwt\b|json.?web.?token|signature/i,
  words: ['decode', 'process_jwt', 'verify_jwt', 'get_unverified_claims'],
  trigger: /jwt|jose/i,
  calls(called, file) {
    if (
      !isCalled(
        called,
        /^(jwt|jose\.jwt|jose\.jws|authlib\.jose\.jwt|python_jwt)\.(decode|process_jwt|verify|get_unverified_claims)$/,
      )
    )
      return [];
    const off =
      switchOf(called) !== undefined ||
      optionText(called, 'verify') === 'False' ||
      /process_jwt|unverified/.test(called.name);
    const none = hasNone(called, file);
    if (!off && !none) return [];
    if (called.name === 'process_jwt' && /\bverify_jwt\s*\(/.test(file.text)) return [];
    const does = none
      ? 'accepts tokens without a signature'
      : 'does not check the signature of the token';
    return [{ node: called.node, does, recipe: () => verified(called, none, file) }];
  },
});

/** The pair `'verify_signature': False` of the options. */
function switchOf(called: PythonCall): Node | undefined {
  const options = called.call.named.get('options');
  if (options?.type !== 'dictionary') return undefined;
  return options.namedChildren.find(
    (pair) =>
      /verify_signature/.test(pair.childForFieldName('key')?.text ?? '') &&
      pair.childForFieldName('value')?.type === 'false',
  );
}

/** Whether `none` is one of the algorithms. */
function hasNone(called: PythonCall, file: ParsedFile): boolean {
  const algorithms =
    called.call.named.get('algorithms') ??
    called.call.named.get('algorithm') ??
    called.call.args[2];
  const plain = algorithms && bare(algorithms);
  const items = plain ? (/^(list|tuple|set)$/.test(plain.type) ? expressions(plain) : [plain]) : [];
  return items.some((one) => textOf(one, file)?.toLowerCase() === 'none');
}

function verified(called: PythonCall, none: boolean, file: ParsedFile): RecipeResult {
  const { node } = called;
  if (inTests(file))
    return refuse('This is a test file, where a token without a check is often meant.');
  if (hasSpread(node)) return refuse('The arguments of the call are put together elsewhere.');
  if (none)
    return refuse('Which algorithm the tokens are signed with is not known here; name that one.');
  const key = argumentOf(called, 1, 'key');
  if (!key || key.type === 'none' || /^['"]['"]$/.test(key.text)) {
    return refuse('The call has no key, and without one no signature can be checked.');
  }
  const hasAlgorithms = called.call.named.has('algorithms');
  const algorithm = signedWith(file);
  if (!hasAlgorithms && algorithm === undefined) {
    return refuse(
      'The call names no algorithms, and no encode() in this file says which is meant.',
    );
  }
  const edits = [];
  const verify = keywordOf(called, 'verify');
  const pair = switchOf(called);
  if (verify && optionText(called, 'verify') === 'False')
    edits.push(removeArgument(verify, file.text));
  const value = pair?.childForFieldName('value');
  if (value) edits.push(replacement(value, 'True'));
  if (edits.length === 0) return refuse(`${called.name}() never checks; call decode() with a key.`);
  if (!hasAlgorithms && algorithm !== undefined) {
    if (verify && node.childForFieldName('arguments')?.lastNamedChild === verify) {
      edits.splice(0, 1, replacement(verify, `algorithms=[${algorithm}]`));
    } else {
      const added = addArgument(node, `algorithms=[${algorithm}]`, file.text);
      if (added) edits.push(added);
    }
  }
  return answer(edits, {
    whyVulnerable: `${snippet(file.code(node))} reads the token without its signature, so anybody can write one.`,
    whyFixed:
      'decode() checks the signature with the key now, and raises an error for a token that was changed.',
    mayBreak: ['Tokens with a wrong or missing signature, or that have expired, raise an error.'],
    alternatives: [
      {
        option: 'get_unverified_header()',
        whyNot: 'It suits the choice of a key only, never a decision about the user.',
      },
    ],
    assumptions: [`${snippet(file.code(key))} is the key that the tokens are signed with.`],
  });
}

/** The algorithm of the one `encode(…, algorithm='HS256')` of the file. */
function signedWith(file: ParsedFile): string | undefined {
  const found = file.find('algorithm').flatMap((name) => {
    const value =
      name.parent?.type === 'keyword_argument' ? name.parent.childForFieldName('value') : null;
    return value?.type === 'string' ? [value.text] : [];
  });
  return new Set(found).size === 1 ? found[0] : undefined;
}

export const pythonTimeout = pythonCallRule({
  id: 'py-request-timeout',
  title: 'A request waits for its answer without end',
  cwe: ['CWE-1088', 'CWE-400'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'The library requests has no time limit of its own, so a server that does not answer holds the caller for ever.',
    attack: 'A slow server on the other side keeps all workers waiting, and the site stands still.',
    fix: 'Pass timeout, in seconds.',
    sources: [cwePage(1088), 'https://requests.readthedocs.io/en/latest/user/quickstart/#timeouts'],
  },
  recipe: { does: 'Adds a time limit of 30 seconds', review: 'glance' },
  topic: /timeout|B113\b/i,
  words: ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'request'],
  trigger: /\brequests\b/,
  calls(called, file) {
    if (!isCalled(called, /^requests\.(api\.)?(get|post|put|patch|delete|head|options|request)$/))
      return [];
    if (called.call.named.has('timeout') || called.call.named.has('**')) return [];
    return [
      { node: called.node, does: 'waits without a limit', recipe: () => limited(called, file) },
    ];
  },
});

function limited(called: PythonCall, file: ParsedFile): RecipeResult {
  if (hasSpread(called.node))
    return refuse('The arguments of the call are put together elsewhere.');
  if (optionText(called, 'stream') === 'True') {
    return refuse('The answer is read as a stream, where pauses between parts may be long.');
  }
  if (inTests(file)) return refuse('This is a test file.');
  const edit = addArgument(called.node, 'timeout=30', file.text);
  if (!edit) return refuse('The call has no plain list of arguments.');
  return answer([edit], {
    whyVulnerable: `${snippet(file.code(called.node))} waits for ever when the server does not answer.`,
    whyFixed: 'After 30 seconds without an answer, requests raises Timeout.',
    mayBreak: [
      'A server that needs longer for its first answer ends in requests.exceptions.Timeout.',
    ],
    alternatives: [
      {
        option: 'A session with a time limit of its own',
        whyNot: 'It changes more code than this call.',
      },
    ],
    assumptions: ['The server begins to answer within 30 seconds.'],
  });
}
