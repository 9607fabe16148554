import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import type { Pattern } from './code';
import { callOf, callTypes, patternOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';
import type { TextTest } from './textTests';
import { textTests } from './textTests';

/** Comparing a part of a path, an address or a host, so that more than what is meant fits. */
export function* prefixes(look: Look): Generator<Suspect> {
  const concerned = (['path', 'address'] as const).filter((one) => look.families.has(one));
  const [family] = concerned;
  if (!family) return;
  for (const test of textTests(look)) {
    if (test.polarity === 'rejects' || test.pattern) continue;
    const why = reasonOf(test, look);
    if (why !== undefined) {
      yield { at: test.at, why: `${snippet(test.at.text)} ${why} ${families[family].instead}` };
    }
  }
}

const hostLike = /^(?:https?:\/\/|\/\/)?[\w-]+(?:\.[\w-]+)+(?::\d+)?$/;

function reasonOf(test: TextTest, look: Look): string | undefined {
  const { kind, needles, needle, value } = test;
  const name = needle?.text ?? '';
  const first = needles[0];
  const isPath = look.families.has('path');
  const isAddress = look.families.has('address');
  if (kind === 'starts' && isAddress && needles.some((one) => hostLike.test(one))) {
    return 'also holds for a longer host, such as one that goes on with .evil.example.';
  }
  if (
    kind === 'starts' &&
    isAddress &&
    first === '/' &&
    !/['"]\/[/\\]|\[1\]|charAt\(1\)|netloc|scheme|\.host|\.origin/.test(look.changed)
  ) {
    return 'also holds for //evil.example, which leads to another site.';
  }
  if (kind === 'starts' && isPath && isBareFolder(name, needles, look)) {
    return `also holds for a neighbour whose name only begins like ${snippet(name)}.`;
  }
  if (kind === 'ends' && isAddress && needles.some((one) => /^[\w-]+\.[\w.-]+$/.test(one))) {
    return `also holds for a host such as evil${first ?? ''}: the dot before the name is missing.`;
  }
  if (kind === 'contains' && isAddress && holdsPlace(test)) {
    return 'also holds when the text stands elsewhere in the address, such as in its query.';
  }
  if (kind === 'holdsOne' && isAddress && !/deny|block|black|bad/i.test(name)) {
    return 'also holds when a text of the list stands elsewhere in the address, such as in its query.';
  }
  if (kind === 'contains' && isPath && isBareFolder(name, needles, look)) {
    return `also holds when ${snippet(name)} stands elsewhere in the path.`;
  }
  if (
    kind === 'ends' &&
    isPath &&
    needles.length > 0 &&
    /req\.|url|params|query/.test(value.text)
  ) {
    return 'says how a name ends, not where it leads.';
  }
  return undefined;
}

function holdsPlace({ needles, needle, value }: TextTest): boolean {
  if (needles.length > 0) return needles.some((one) => hostLike.test(one) || /:\/\//.test(one));
  return (
    /host|origin|domain|url|base|allowed|trusted|site/i.test(needle?.text ?? '') &&
    !/split\(|\[\]/.test(value.text)
  );
}

/** A name of a folder, or a call for one, to which no separator is added. */
function isBareFolder(code: string, needles: readonly string[], look: Look): boolean {
  if (needles.some((one) => /[/\\]$/.test(one))) return false;
  if (/\bsep\b|['"`]\/['"`]|\/`$/.test(code)) return false;
  if (
    !/^[\w.$]+$|^(?:path\.|os\.path\.)?(?:resolve|join|normalize|realpath|abspath|normpath|str|String)\(/.test(
      code,
    )
  )
    return false;
  const name = /^[\w$]+$/.exec(code)?.[0];
  if (name === undefined) return /dir|root|base|folder|path|resolve|public|upload/i.test(code);
  const declared = new RegExp(
    `\\b${name.replace(/\$/g, '\\$')}\\s*=[^;\\n]{0,200}(?:\\bsep\\b|/['"\`])`,
  );
  if (declared.test(look.root.text)) return false;
  return (
    /dir|root|base|folder|path|public|upload|prefix|home/i.test(name) || isMadeAsFolder(name, look)
  );
}

/** The name is set to a folder, whatever it is called. */
function isMadeAsFolder(name: string, look: Look): boolean {
  const made = new RegExp(
    `(?<![\\w$.])${name.replace(/\$/g, '\\$')}\\s*(?::[^=\\n]+)?=\\s*(?:await\\s+)?(?:str\\()?(?:(?:path|os\\.path|fs|fsp|pathlib)\\.)?(?:resolve|join|normalize|realpath(?:Sync)?|abspath|normpath|Path|dirname)\\(`,
  );
  return made.test(look.root.text);
}

const flagged = /\/[^/\n]+\/[a-z]{0,8}g[a-z]{0,8}\.test\(/;

/** Patterns that let through more than what they seem to. */
export function* loosePatterns(look: Look): Generator<Suspect> {
  const concerned = ['sql', 'command', 'path', 'address', 'markup', 'code', 'access'] as const;
  if (!concerned.some((one) => look.families.has(one))) return;
  for (const test of textTests(look)) {
    if (!test.pattern || isAside(test.value)) continue;
    const why = looseness(test.pattern, test, look);
    if (why !== undefined) yield { at: test.at, why: `${snippet(test.at.text)} ${why}` };
  }
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const isKept = call?.object && /^[\w.$]+$/.test(call.object.text) && call.name === 'test';
    if (!isKept || !call.object) continue;
    const name = call.object.text;
    const declared = new RegExp(
      `\\b(?:const|let|var)\\s+${name.replace(/[.$]/g, '\\$&')}\\s*=\\s*(/[^\\n]+)`,
    ).exec(look.root.text);
    if (!declared?.[1] || !flagged.test(`${declared[1].replace(/;.*$/, '').trim()}.test(`))
      continue;
    yield {
      at: node,
      why: `${snippet(name)} has the flag g, so that test() goes on where the last call ended and lets every other bad value through. Leave the flag out.`,
    };
  }
}

function looseness(pattern: Pattern, test: TextTest, look: Look): string | undefined {
  const { source, flags } = pattern;
  if (/^\^[^|()]*[^|()$]\|[^|()^][^|()]*\$$/.test(source)) {
    return 'is bound to the start in one half and to the end in the other only. Put the halves into (?:…).';
  }
  if (test.polarity !== 'allows' || look.language === 'python') {
    return test.polarity === 'allows' && !/\$|\\Z/.test(source)
      ? looseEnd(source, look)
      : undefined;
  }
  if (/m/.test(flags) && /^\^.*\$$/.test(source)) {
    return 'has the flag m, so that one good line among others is enough. Leave the flag out.';
  }
  const isBound = /^\(?(?:\?:)?\^/.test(source);
  const isEnded = /\$\)?$/.test(source);
  if (isBound && isEnded) return dotted(source, look);
  if (isNegative(source)) return undefined;
  if (!isBound && !isEnded) {
    return 'is not bound to the start and the end, so that a good part anywhere in a bad text is enough. Write /^…$/.';
  }
  return look.families.has('address') || look.families.has('markup')
    ? undefined
    : looseEnd(source, look);
}

function looseEnd(source: string, look: Look): string | undefined {
  const relevant = ['sql', 'command', 'path', 'code'] as const;
  if (!relevant.some((one) => look.families.has(one)) || /\$/.test(source)) return undefined;
  return 'is not bound to the end, so that anything may follow. End the pattern with $.';
}

/** A dot that stands for any character in a host. */
function dotted(source: string, look: Look): string | undefined {
  const isHost =
    look.families.has('address') &&
    /(?<!\\)[\w-]\.(?:com|org|net|io|example|local|de)\b/.test(source);
  return isHost
    ? 'takes the dot in the host for any character. Escape it, or parse the address and compare its host with a fixed set.'
    : undefined;
}

/** It is asked whether the text holds one sign of a kind, such as a digit in a password. */
function isNegative(source: string): boolean {
  return /^\[[^\]]+\]$|^\\[dwsDWS]$|^\(\?[=!]/.test(source) || source.length < 4;
}

/** Whether a pattern that the change writes has the flaw that it is to be rid of. */
export function patternsIn(
  look: Look,
): readonly { readonly at: Node; readonly pattern: Pattern }[] {
  return look.nodes('regex', ...callTypes).flatMap((at) => {
    const pattern = patternOf(at);
    return pattern ? [{ at, pattern }] : [];
  });
}

/** What a request says of itself besides its data. */
export function isAside({ text }: Node): boolean {
  return /type|mime|accept|agent|\benv\b|version|platform|method|encoding/i.test(text);
}
