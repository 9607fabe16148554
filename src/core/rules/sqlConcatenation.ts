import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { anySql, sqlHelp } from './queryInjection';
import { stepsOf, worstOf } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { argumentsOf } from './parsedFile';
import type { HolePiece, Piece } from './pieces';
import { piecesOf, unitsOf } from './pieces';
import type { Detection, RecipeResult, Rule } from './rule';
import { listed, refuse, snippet } from './rule';
import type { Driver } from './sqlDriver';
import { driverOf } from './sqlDriver';
import { isPlain, parametersOf, withParameters } from './sqlParameters';
import type { Bound } from './sqlRewrite';
import { rewriteSql } from './sqlRewrite';
import { slotsOf } from './sqlText';

const methods = ['query', 'execute', 'run', 'get', 'all', 'each', 'prepare', 'raw', 'exec'];
const sqlVerb =
  /\b(?:select\s|insert\s+into\s|update\s|delete\s+from\s|replace\s+into\s|merge\s|with\s|create\s|drop\s|alter\s|call\s)/i;
const sqlStart = new RegExp(`^\\s*${sqlVerb.source}`, 'i');

/** SQL text that is put together from values. */
export const sqlConcatenation: Rule = {
  id: 'sql-concatenation',
  title: 'SQL is put together from values',
  cwe: ['CWE-89', 'CWE-943', 'CWE-564', 'CWE-74'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'high',
  help: sqlHelp,
  recipe: { does: 'Passes the values as parameters of the statement', review: 'read' },
  topic: /\bsql|\bquery\b|\bqueries\b/i,
  words: methods,
  trigger: new RegExp(`['"\`]\\s*${sqlVerb.source}`, 'i'),
  detect(file) {
    return file
      .find(...methods)
      .filter(file.concerns)
      .flatMap((name) => detectAt(name, file) ?? []);
  },
};

/** A query whose SQL text holds values. */
interface Query {
  readonly call: Node;
  readonly receiver: Node;
  readonly method: string;
  /** The first argument. */
  readonly argument: Node;
  /** The expression that makes the text: the argument, or the value of the variable it names. */
  readonly sql: Node;
  readonly pieces: readonly Piece[];
  readonly holes: readonly HolePiece[];
}

function detectAt(name: Node, file: ParsedFile): Detection | undefined {
  const query = queryAt(name, file);
  if (!query) return undefined;
  const { call, sql, argument, holes } = query;
  const source = worstOf(holes.flatMap(({ expression }) => file.flow.origins(expression, anySql)));
  if (!source) return undefined;
  const { guard } = source;
  const madeAt = { start: sql.startIndex, end: sql.endIndex };
  return {
    ruleId: sqlConcatenation.id,
    start: call.startIndex,
    end: call.endIndex,
    message: `${listed(codesOf(holes, file))} ${holes.length > 1 ? 'become' : 'becomes'} part of the SQL text.`,
    flow: stepsOf(source, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
    ...(sql.id !== argument.id && { madeAt }),
    recipe: () => withPlaceholders(query, file),
  };
}

function queryAt(name: Node, file: ParsedFile): Query | undefined {
  const member = name.parent;
  const call = member?.parent;
  if (member?.type !== 'member_expression' || call?.type !== 'call_expression') return undefined;
  if (call.childForFieldName('function')?.id !== member.id) return undefined;
  const receiver = member.childForFieldName('object');
  const [argument] = argumentsOf(call);
  if (!receiver || !argument) return undefined;
  const texts = madeFrom(argument, file).flatMap((sql) => {
    const pieces = piecesOf(sql, file);
    return pieces ? [{ sql, pieces, holes: pieces.filter(isHole) }] : [];
  });
  if (!texts.some(({ pieces }) => startsSql(pieces, file))) return undefined;
  const flawed = texts.find(({ holes }) => !holes.every((one) => isHarmless(one, argument, file)));
  return flawed && { call, receiver, method: name.text, argument, ...flawed };
}

/** The argument, or all that the variable is set to that it names. */
function madeFrom(argument: Node, file: ParsedFile): readonly Node[] {
  const binding = argument.type === 'identifier' ? file.resolve(argument) : undefined;
  return binding ? [...(binding.value ? [binding.value] : []), ...binding.assigned] : [argument];
}

function isHole(piece: Piece): piece is HolePiece {
  return piece.kind === 'hole';
}

function startsSql(pieces: readonly Piece[], file: ParsedFile): boolean {
  return pieces[0]?.kind !== 'hole' && sqlStart.test(textOf(pieces, file));
}

function textOf(pieces: readonly Piece[], file: ParsedFile): string {
  return pieces
    .map((one) =>
      one.kind === 'text'
        ? file.text.slice(one.start, one.end)
        : one.kind === 'fixed'
          ? one.value
          : '',
    )
    .join('');
}

/** Numbers, escaped values and lists of placeholders cannot change a statement. */
function isHarmless({ expression }: HolePiece, argument: Node, file: ParsedFile): boolean {
  const code = file.code(expression);
  return code === argument.text || harmlessCall.test(code) || placeholderList.test(code);
}

const inParentheses = String.raw`\([^()]*(?:\([^()]*\)[^()]*)*\)`;
const numbers = 'Number|parseInt|parseFloat|BigInt';
const escaping = String.raw`[\w$.]*\bescape(?:Id|Identifier|Literal)?`;
const harmlessCall = new RegExp(
  `^(?:(?:${numbers}|${escaping})${inParentheses}|[\\w$.]+\\.length)$`,
);
const placeholderList = /=>\s*(['"`])\?\1|\.fill\(\s*(['"`])\?\2\s*\)/;

function codesOf(holes: readonly HolePiece[], file: ParsedFile): string[] {
  const codes = [...new Set(holes.map(({ expression }) => snippet(file.code(expression))))];
  return codes.length > 6 ? [...codes.slice(0, 5), `${codes.length - 5} more values`] : codes;
}

function withPlaceholders(query: Query, file: ParsedFile): RecipeResult {
  const answer = driverOf(query.receiver, file);
  if (!answer.ok) return answer;
  const { driver } = answer;
  const why = unfit(query, file);
  if (why !== undefined) return refuse(why);
  const units = unitsOf(query.pieces, file);
  if (!units) return refuse('The text of the statement holds escapes that no recipe covers.');
  const found = slotsOf(units.map(({ character }) => character).join(''), driver.dialect);
  if (!found.ok) return found;
  const { slots, marks, highest } = found;
  const parameters = parametersOf(query.call, query.method, driver, file);
  if (!parameters.ok) return parameters;
  const numbered = driver.dialect === 'pg';
  if (parameters.elements.length !== (numbered ? highest : marks.length)) {
    return refuse('The parameters that are there do not match the placeholders in the statement.');
  }
  const placeholder = (at: number) => (numbered ? `$${highest + at + 1}` : '?');
  const rewritten = rewriteSql(query.pieces, units, slots, placeholder, file);
  if (!rewritten.ok) return rewritten;
  const expands = driver.dialect === 'mysql' && query.method === 'query';
  const converted = rewritten.bound.filter(
    ({ expression }) => expands && expression && !isPlain(expression, file),
  );
  if (converted.length > 0 && hidesString(query.call, file)) {
    return refuse('String is a name of this file here, so no value can be made text with it.');
  }
  const added = rewritten.bound.map((one) => ({
    code: converted.includes(one) ? `String(${one.code})` : one.code,
    after: numbered ? highest : marks.filter((mark) => mark < one.slot.start).length,
  }));
  return {
    ok: true,
    edits: [...rewritten.edits, ...withParameters(parameters, added, query.argument, file)],
    rationale: rationale(query, driver, file, {
      converted,
      expanded: expands && !parameters.elements.every((one) => isPlain(one, file)),
    }),
  };
}

/** Why the values may not simply move from the text to the parameters, or undefined. */
function unfit({ holes, sql, argument, call }: Query, file: ParsedFile): string | undefined {
  const escaped = holes.find(({ expression }) => /\bescape\w*\(/.test(file.code(expression)));
  if (escaped) {
    return `${snippet(file.code(escaped.expression))} is escaped already; bound, it would be escaped twice.`;
  }
  if (sql.descendantsOfType('comment').length > 0) return 'The statement holds a comment.';
  if (sql.id === argument.id) return undefined;
  const binding = file.resolve(argument);
  const uses = file.find(argument.text).filter((use) => use.id !== binding?.node.id);
  if (!binding?.constant || uses.length !== 1) {
    return `${argument.text} is changed or used in more than one place, so its parts belong to more than this call.`;
  }
  for (const { expression } of holes) {
    if (
      /\b(this|await|yield|arguments)\b/.test(file.code(expression)) ||
      changes(expression, call, file)
    ) {
      return `${snippet(file.code(expression))} may mean something else by the time of the call.`;
    }
  }
  return undefined;
}

/** Some name in the expression means something else at the call, or may have another value. */
function changes(expression: Node, call: Node, file: ParsedFile): boolean {
  const names = [expression, ...expression.descendantsOfType('identifier')];
  return names.some((name) => {
    const binding = name.type === 'identifier' ? file.resolve(name) : undefined;
    return binding !== undefined && (!binding.constant || !file.visible(binding, call));
  });
}

/** Whether `String` at the call is not the built-in one. */
function hidesString(call: Node, file: ParsedFile): boolean {
  return file.named('String').some((one) => file.visible(one, call));
}

/** What query() of MySQL makes of the parameters. */
interface Conversion {
  /** The values that String() keeps text. */
  readonly converted: readonly Bound[];
  /** Some parameter that was there before may be expanded. */
  readonly expanded: boolean;
}

function rationale(
  { holes, receiver, method }: Query,
  driver: Driver,
  file: ParsedFile,
  conversion: Conversion,
): Rationale {
  const codes = codesOf(holes, file);
  const [are, become, values] =
    codes.length > 1 ? ['are', 'become', 'values'] : ['is', 'becomes', 'value'];
  const callee = `${snippet(file.code(receiver))}.${method}()`;
  const { module } = driver;
  const asText =
    conversion.converted.length > 0
      ? ' With String() a value stays text, as it was in the statement: query() would expand an object or an array into SQL of its own.'
      : '';
  return {
    whyVulnerable: `${listed(codes)} ${become} part of the SQL text that ${callee} sends, so a value such as "' OR '1'='1" changes what the statement does.`,
    whyFixed: `The SQL text is now fixed. ${listed(codes)} ${are} handed to ${module} as bound ${values}, which the database never reads as SQL.${asText}`,
    mayBreak: mayBreak(driver, conversion),
    alternatives: [
      {
        option: 'Escape the values and keep them in the text',
        whyNot:
          'It has to be right at every place and for every character set; a placeholder cannot be forgotten halfway.',
      },
      {
        option: 'Check the values before the query',
        whyNot: 'Worth adding where the format is known, but it does not replace binding them.',
      },
    ],
    assumptions: [
      `${snippet(file.code(receiver))} is a connection of ${module}.`,
      `No ${values.replace(/s$/, '')} is meant to carry a piece of SQL.`,
    ],
  };
}

function mayBreak({ dialect }: Driver, { converted, expanded }: Conversion): string[] {
  const unquoted = converted.some(({ slot }) => slot.end - slot.start === 1);
  const warnings: readonly (readonly [boolean, string])[] = [
    [
      true,
      'Callers that pass a piece of SQL, or text that they have quoted or escaped themselves, now find it taken literally.',
    ],
    [
      dialect === 'pg',
      'PostgreSQL infers the type of each $n from its place: a value that cannot be read as that type is now an error.',
    ],
    [
      dialect === 'sqlite',
      'A number that arrives as text is bound as text: it still compares equal to a number column, but not to an expression without a type.',
    ],
    [
      unquoted,
      "A value that stood without quotes could be SQL's own null or true; it is now the text 'null' or 'true'.",
    ],
    [
      expanded,
      'query() still expands an object or an array among the values that were bound before: where one comes from parsed JSON or a query string, make it a String() or a Number().',
    ],
  ];
  return warnings.flatMap(([applies, text]) => (applies ? [text] : []));
}
