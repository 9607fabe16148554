import type { ParsedFile } from '../rules/parsedFile';
import { constantOf } from '../rules/pieces';
import type { Node } from '../syntax';
import type { Guard } from './guards';
import type { SourceKind } from './sources';

export type Verdict = 'proven' | 'seen' | undefined;

/** Functions whose name says that they judge what they get. */
export const approves =
  /valid|safe|allow|check|sanit|verif|white|permit|legal|assert|trusted|accept|approved|ensure|contains|within|inside|isin|match|known|supported/i;
export const rejects =
  /invalid|malicious|danger|bad|forbid|block|black|unsafe|illegal|deny|denied|evil|traversal|escape/i;

/** What a check says of any text: that it is one of some known ones, a number, or of a strict form. */
export function ordinaryJudge(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name } = guard;
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
      if (name === undefined) return undefined;
      if (holds ? approves.test(name) && !rejects.test(name) : rejects.test(name)) return 'seen';
      return undefined;
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
export function regexSource(node: Node, file: ParsedFile): string | undefined {
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
