import type { Rationale, TextEdit } from '../draft';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

const options = ['rejectUnauthorized', 'strictSSL'];
const variable = 'NODE_TLS_REJECT_UNAUTHORIZED';

/** Certificate checks that are switched off for good. */
export const tlsVerification: Rule = {
  id: 'tls-verification',
  title: 'Certificate verification is switched off',
  cwe: ['CWE-295', 'CWE-297', 'CWE-298', 'CWE-599'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why: 'TLS protects a connection only while the certificate of the other side is checked.',
    attack:
      'Somebody on the way, such as the operator of a wireless network, presents a certificate of their own, and reads and changes all that is sent.',
    fix: 'Leave verification on; pass a private certificate authority as `ca`.',
    sources: [
      'https://cwe.mitre.org/data/definitions/295.html',
      'https://nodejs.org/api/tls.html#tlsconnectoptions-callback',
    ],
  },
  recipe: { does: 'Takes the option or the statement away', review: 'glance' },
  topic: /\btls\b|\bssl\b|certificate|reject.?unauthorized|strict.?ssl/i,
  words: [...options, variable],
  detect(file) {
    return file.find(...options, variable).flatMap((name) => detectAt(name, file) ?? []);
  },
};

function detectAt(name: Node, file: ParsedFile): Detection | undefined {
  const key = name.type === 'string_fragment' ? name.parent : name;
  const holder = key?.parent;
  if (!key || !holder) return undefined;
  if (holder.type === 'pair' && holder.childForFieldName('key')?.id === key.id) {
    if (name.text === variable || holder.childForFieldName('value')?.type !== 'false') return;
    return detection(holder, file, () => removeOption(holder, name.text, file));
  }
  const assignment = holder.parent;
  if (assignment?.type !== 'assignment_expression') return undefined;
  if (assignment.childForFieldName('left')?.id !== holder.id) return undefined;
  const value = assignment.childForFieldName('right');
  if (name.text === variable) {
    const isOff = value !== null && /^(?:(['"`])0\1|0)$/.test(value.text);
    if (!isOff || !/^process\.env\b/.test(holder.text)) return undefined;
    return detection(assignment, file, () => removeStatement(assignment, file));
  }
  if (value?.type !== 'false') return undefined;
  return detection(assignment, file, () => {
    const edits = [{ start: value.startIndex, end: value.endIndex, text: 'true' }];
    return guarded(assignment, file) ?? answer(edits, file.code(assignment), 'is set to true');
  });
}

function detection(node: Node, file: ParsedFile, recipe: () => RecipeResult): Detection {
  return {
    ruleId: tlsVerification.id,
    start: node.startIndex,
    end: node.endIndex,
    message: `${snippet(file.code(node))} accepts any certificate.`,
    recipe,
  };
}

/** Where the weakness may be meant: in tests, and under a condition on the environment. */
function guarded(node: Node, file: ParsedFile): { ok: false; why: string } | undefined {
  if (/(^|\/)(tests?|__tests__|fixtures)\/|\.(test|spec)\.[cm]?[jt]sx?$/i.test(file.path)) {
    return refuse('This is a test file, where a self-signed certificate is often meant.');
  }
  for (let at = node; at.parent; at = at.parent) {
    const condition =
      at.parent.childForFieldName('condition') ??
      (at.parent.type === 'binary_expression' ? at.parent.childForFieldName('left') : null);
    if (condition && condition.id !== at.id && /env|dev|test|prod|local/i.test(condition.text)) {
      return refuse(
        `The certificate check depends on a condition (${snippet(condition.text)}), which may be meant.`,
      );
    }
  }
  return undefined;
}

function removeOption(pair: Node, option: string, file: ParsedFile): RecipeResult {
  const refusal = guarded(pair, file);
  if (refusal) return refusal;
  const object = pair.parent;
  if (object?.type !== 'object') return refuse('The option is not in a plain object.');
  const value = pair.childForFieldName('value') ?? pair;
  if (object.namedChildren.some(({ type }) => type === 'spread_element')) {
    const edits = [{ start: value.startIndex, end: value.endIndex, text: 'true' }];
    return answer(
      edits,
      file.code(pair),
      `sets ${option} to true, whatever the spread object says`,
    );
  }
  const edits = removal(pair, object, file.text);
  return answer(edits, file.code(pair), `leaves ${option} at its default, which is true`);
}

/** Takes a property out with its comma and, when it stands alone there, its line. */
export function removal(pair: Node, object: Node, text: string): TextEdit[] {
  const siblings = object.namedChildren.filter(({ type }) => type !== 'comment');
  const at = siblings.findIndex(({ id }) => id === pair.id);
  const previous = siblings[at - 1];
  const next = siblings[at + 1];
  const comma = pair.nextSibling?.type === ',' ? pair.nextSibling : undefined;
  const end = comma?.endIndex ?? pair.endIndex;
  const line = wholeLine(text, pair.startIndex, end);
  if (siblings.length === 1 && object.namedChildCount === 1) {
    return [{ start: object.startIndex + 1, end: object.endIndex - 1, text: '' }];
  }
  const edits: TextEdit[] = [];
  const before = comma ? undefined : previous?.nextSibling;
  if (line) {
    if (before?.type === ',')
      edits.push({ start: before.startIndex, end: before.endIndex, text: '' });
    return [...edits, { ...line, text: '' }];
  }
  if (next) {
    const gap = /[^ \t]/.exec(text.slice(end, next.startIndex))?.index ?? next.startIndex - end;
    const atLineEnd = end + gap < next.startIndex;
    const lead = atLineEnd ? (/[ \t]*$/.exec(text.slice(0, pair.startIndex))?.[0].length ?? 0) : 0;
    return [{ start: pair.startIndex - lead, end: atLineEnd ? end : end + gap, text: '' }];
  }
  const from = previous?.endIndex ?? pair.startIndex;
  const gap = text.slice(from, pair.startIndex);
  const start = /^\s*,\s*$/.test(gap) ? from : pair.startIndex;
  return [{ start, end, text: '' }];
}

/** The whole line around a span that has it to itself, but for a comment at its end. */
function wholeLine(text: string, start: number, end: number): Omit<TextEdit, 'text'> | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  if (text.slice(lineStart, start).trim() !== '') return undefined;
  if (!/^\s*(\/\/.*)?\s*$/.test(text.slice(end, lineEnd))) return undefined;
  return { start: lineStart, end: lineEnd };
}

function removeStatement(assignment: Node, file: ParsedFile): RecipeResult {
  const refusal = guarded(assignment, file);
  if (refusal) return refusal;
  const statement = assignment.parent;
  const holder = statement?.parent?.type ?? '';
  if (statement?.type !== 'expression_statement' || !/^(program|statement_block)$/.test(holder)) {
    return refuse('The assignment is part of a larger statement.');
  }
  const line = wholeLine(file.text, statement.startIndex, statement.endIndex);
  const span = line ?? { start: statement.startIndex, end: statement.endIndex };
  return answer(
    [{ ...span, text: '' }],
    file.code(assignment),
    'leaves Node to check certificates',
  );
}

function answer(edits: readonly TextEdit[], code: string, effect: string): RecipeResult {
  const rationale: Rationale = {
    whyVulnerable:
      `${snippet(code)} makes the connection accept any certificate, so anybody on the way can ` +
      'present one of their own, and read and change what is sent.',
    whyFixed: `The change ${effect}: a certificate that no trusted authority has signed, or that is for another host, ends the connection.`,
    mayBreak: [
      'Connections to hosts with a self-signed, expired or private certificate fail from now on, such as development and staging machines.',
    ],
    alternatives: [
      {
        option: 'Keep a private certificate authority by passing it as `ca`',
        whyNot: 'The certificate is not known here. Add it when a host needs it.',
      },
    ],
    assumptions: ['The hosts that this connects to have certificates that Node trusts.'],
  };
  return { ok: true, edits, rationale };
}
