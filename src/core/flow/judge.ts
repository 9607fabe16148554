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
    return end?.startsWith('.') ? 'proven' : 'seen';
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
      return holds ? 'proven' : undefined;
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
  return /^[A-Z][A-Z\d_.]*$/.test(node.text.split('.').at(-1) ?? '');
}

function matched(pattern: Node | undefined, holds: boolean, file: ParsedFile): Verdict {
  const source = pattern && regexSource(pattern, file);
  if (source === undefined) return 'seen';
  if (holds) return isStrict(source) ? 'proven' : 'seen';
  return /^\[\^[^\]]*\]$/.test(source) ? 'proven' : 'seen';
}

/** The source of a regular expression that is written in the file. */
function regexSource(node: Node, file: ParsedFile): string | undefined {
  if (node.type === 'regex') return node.childForFieldName('pattern')?.text;
  if (node.type !== 'identifier') return undefined;
  const value = file.resolve(node)?.value;
  return value?.type === 'regex' ? value.childForFieldName('pattern')?.text : undefined;
}

/** From the start to the end of the text, with classes of plain characters only. */
export function isStrict(source: string): boolean {
  if (!/^\^[\s\S]*[^\\]\$$/.test(source) || /[^\\]\|/.test(source.replace(/\([^()]*\)/g, ''))) {
    return false;
  }
  const bare = source.replace(/\\\./g, '').replace(/\[[^\]]*\]/g, '');
  return !/(^|[^\\])\.|\\[SWD]/.test(bare) && !/\[\^/.test(source);
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
