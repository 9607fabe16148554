import type { ParsedFile } from '../rules/parsedFile';
import { constantOf } from '../rules/pieces';
import type { Node } from '../syntax';
import { nameOf } from './calls';
import type { Guard } from './guards';
import type { SourceKind } from './sources';
import type { Call } from './value';

export type Verdict = 'proven' | 'seen' | undefined;

/** Functions whose name says that they judge what they get. */
export const approves =
  /valid|safe|allow|check|sanit|verif|white|permit|legal|assert|trusted|accept|approved|ensure|contains|within|inside|isin|match|known|supported/i;
export const rejects =
  /invalid|malicious|danger|bad|forbid|block|black|unsafe|illegal|deny|denied|evil|traversal|escape|private|reserved|loopback/i;

/** `safe_load(x)` makes something of a text, and says nothing of the text. */
export const reads = /^safe_?(load|loads|eval|dump|render|parse|read)/i;

/** `isLocal(x)`, but not what only tells the type of a value. */
function isPredicate(name: string): boolean {
  return (
    /^is[A-Z]/.test(name) &&
    !/^is(Array|String|Object|PlainObject|Function|Defined|Empty|Nil|Null|Undefined|Buffer|Absolute|Error|Admin|Authenticated|Logged\w*|Present|Blank|Truthy|Date|Symbol|Element|Promise)$/.test(
      name,
    )
  );
}

/** Whether a comparison says that a number is below something. */
export function isBelowLimit({ kind, holds, node, other }: Guard): boolean {
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (kind !== 'number' || !/^[<>]=?$/.test(operator)) return false;
  const isLeft = node.childForFieldName('right') === other;
  return (operator.startsWith('<') === isLeft) === holds;
}

/** What a check on the host of an address says of the address. */
export function hostJudge(guard: Guard, file: ParsedFile): Verdict {
  const { via, ...onHost } = guard;
  if (via !== 'host') return undefined;
  if (onHost.kind === 'contains' && onHost.name === 'endsWith' && onHost.holds) {
    const end = onHost.other && constantOf(onHost.other, file);
    return end !== undefined && /^\.[\w-]+\.[\w.-]*\w$/.test(end) ? 'proven' : 'seen';
  }
  if (onHost.kind === 'equals' && onHost.holds && ownHost.test(onHost.other?.text ?? ''))
    return 'proven';
  return ordinaryJudge(onHost, file);
}

/** The host of the page itself. */
const ownHost = /^((window|document|self)\.)?location\.(origin|host|hostname)$/;

/** Whether a call takes all out of a text but letters, digits and some harmless marks. */
export function stripsMarks(call: Call, file: ParsedFile, alsoHarmless = ''): boolean {
  if (!/^replace(All)?$/.test(nameOf(call))) return false;
  const [pattern, by] = call.args;
  const source = pattern?.type === 'regex' ? pattern.childForFieldName('pattern')?.text : undefined;
  const flags = pattern?.childForFieldName('flags')?.text ?? '';
  const kept = /^\[\^([^\]]*)\][+*]?$/.exec(source ?? '')?.[1];
  if (kept === undefined || !flags.includes('g')) return false;
  const text = by && constantOf(by, file);
  if (text === undefined || /[^\w-]/.test(text)) return false;
  const marks = kept.replace(/\\[wds]|[a-zA-Z0-9]-[a-zA-Z0-9]|[\w\- ]|\\-/g, '').replace(/\\/g, '');
  return [...marks].every((mark) => alsoHarmless.includes(mark));
}

/** What a check says of any text: that it is one of some known ones, a number, or of a strict form. */
export function ordinaryJudge(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name, via } = guard;
  if (via !== undefined) return undefined;
  switch (kind) {
    case 'equals':
      return holds && other && isFixed(other, file) ? 'proven' : undefined;
    case 'oneOf':
      return holds && !(other && isChosen(other, file)) ? 'proven' : undefined;
    case 'type':
      return holds && name !== undefined && /^(number|boolean|bigint)$/.test(name)
        ? 'proven'
        : undefined;
    case 'number':
      return holds && name !== undefined ? 'proven' : undefined;
    case 'matches':
      return matched(other, holds, file);
    case 'call':
      if (name === undefined || reads.test(name)) return undefined;
      if (rejects.test(name)) return holds ? undefined : 'seen';
      return holds && (approves.test(name) || isPredicate(name)) ? 'seen' : undefined;
    default:
      return undefined;
  }
}

/** A text whose value is in the code; names in capitals are constants of another file. */
function isFixed(node: Node, file: ParsedFile): boolean {
  if (/^(string|number|true|false|null|undefined)$/.test(node.type)) return true;
  if (constantOf(node, file) !== undefined) return true;
  const isNamed = /^[A-Z][A-Z\d_.]*$/.test(node.text.split('.').at(-1) ?? '');
  return isNamed && !isChosen(node, file);
}

/** Whether somebody outside has a say in what a value is compared with. */
export function isChosen(node: Node, file: ParsedFile): boolean {
  const question = { kinds: fromOutside };
  return [[], ['*']].some((path) => file.flow.origins(node, question, path).length > 0);
}

function matched(pattern: Node | undefined, holds: boolean, file: ParsedFile): Verdict {
  const regex = pattern && regexOf(pattern, file);
  const source = regex?.childForFieldName('pattern')?.text;
  // With the flag m one line of many is enough.
  if (source === undefined || regex?.childForFieldName('flags')?.text.includes('m')) return 'seen';
  if (holds) return isStrict(source) ? 'proven' : 'seen';
  return /^\[\^[^\]]*\]$/.test(source) ? 'proven' : 'seen';
}

/** The regular expression that is written in the file. */
function regexOf(node: Node, file: ParsedFile): Node | undefined {
  const written = node.type === 'identifier' ? file.resolve(node)?.value : node;
  return written?.type === 'regex' ? written : undefined;
}

/** From the start to the end of the text, with classes of plain characters only. */
export function isStrict(source: string): boolean {
  if (!/^\^[\s\S]*[^\\]\$$/.test(source) || /[^\\]\|/.test(source.replace(/\([^()]*\)/g, ''))) {
    return false;
  }
  const bare = source.replace(/\\\./g, '').replace(/\[[^\]]*\]/g, '');
  if (/(^|[^\\])\.|\\[SWD]/.test(bare)) return false;
  return [...source.matchAll(/\[((?:\\.|[^\]\\])*)\]/g)].every(([, held = '']) => isPlain(held));
}

/** A class whose characters are named one by one, or by ranges of letters or digits. */
function isPlain(held: string): boolean {
  if (held.startsWith('^') || /\\[SWDPp]/.test(held)) return false;
  return [...held.replace(/\\./g, '').matchAll(/.-./g)].every(([range]) =>
    /^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d)$/.test(range),
  );
}

/** Everything that somebody outside can decide on when a program serves others. */
export const fromOutside: ReadonlySet<SourceKind> = new Set<SourceKind>(['remote', 'page']);

/** All that is not fixed in the code. */
export const anySource: ReadonlySet<SourceKind> = new Set<SourceKind>([
  ...fromOutside,
  'dom',
  'stored',
  'response',
  'local',
  'library',
  'unknown',
]);
