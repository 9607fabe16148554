import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import { hole } from './pieces';
import type { PythonCall } from './pythonCalls';
import { answer, hasSpread, replacement } from './pythonEdits';
import type { PythonPiece } from './pythonPieces';
import { pythonPieces, pythonString, quoteIn } from './pythonPieces';
import type { RecipeResult } from './rule';
import { listed, refuse, snippet } from './rule';
import type { Dialect, Slot } from './sqlText';
import { slotsOf } from './sqlText';

type Hole = Extract<PythonPiece, { kind: 'hole' }>;

interface Driver {
  readonly name: string;
  readonly mark: '?' | '%s';
  readonly dialect: Dialect;
}

const drivers: readonly (Driver & { readonly made: RegExp })[] = [
  { name: 'sqlite3', mark: '?', dialect: 'sqlite', made: /^(sqlite3|aiosqlite)\./ },
  { name: 'psycopg', mark: '%s', dialect: 'pg', made: /^psycopg2?\b/ },
  { name: 'MySQL', mark: '%s', dialect: 'mysql', made: /^(MySQLdb|pymysql|mysql\.connector)\b/ },
  { name: 'Django', mark: '%s', dialect: 'pg', made: /^django\.db\.connections?\b/ },
  { name: 'pyodbc', mark: '?', dialect: 'sqlite', made: /^pyodbc\./ },
];

/** Moves the values of a statement that is put together in the call to its parameters. */
export function boundValues(called: PythonCall, file: ParsedFile): RecipeResult {
  const { call, node, name } = called;
  const [statement, ...others] = call.args;
  if (name !== 'execute' || !statement) {
    return refuse(`${name}() takes no parameters that this recipe knows.`);
  }
  if (others.length > 0 || call.named.size > 0 || hasSpread(node)) {
    return refuse('The call passes parameters already; add the value to them.');
  }
  const driver = driverOf(called, file);
  if (!driver) {
    return refuse(
      'Which driver runs the statement is not plain from the imports, and drivers write placeholders differently.',
    );
  }
  const pieces = pythonPieces(statement, file);
  if (!pieces)
    return refuse('The statement is not written in the call as one text with values in it.');
  const holes = pieces.filter((piece) => piece.kind === 'hole');
  const text = pieces.map((piece) => (piece.kind === 'hole' ? hole : piece.value)).join('');
  if (
    text.split(hole).length - 1 !== holes.length ||
    (driver.mark === '%s' && text.includes('%'))
  ) {
    return refuse(
      'The statement has a % of its own, which the driver would take for a placeholder.',
    );
  }
  const found = slotsOf(text, driver.dialect);
  if (!found.ok) return found;
  if (found.marks.length > 0 || found.highest > 0)
    return refuse('The statement has placeholders already.');
  return rewritten(called, statement, { text, holes, slots: found.slots }, driver, file);
}

/** By what made the cursor, or by the only driver that the file imports. */
function driverOf({ names }: PythonCall, file: ParsedFile): Driver | undefined {
  const made = drivers.find(({ made: pattern }) => names.some((one) => pattern.test(one)));
  if (made) return made;
  const specifiers = file.imports.flatMap(({ imported }) =>
    imported
      ? [
          imported.name === '*'
            ? `${imported.specifier}.`
            : `${imported.specifier}.${imported.name}`,
        ]
      : [],
  );
  const imported = drivers.filter(({ made: pattern }) =>
    specifiers.some((one) => pattern.test(one)),
  );
  const isOther = specifiers.some((one) => /sqlalchemy|peewee|tortoise|databases/.test(one));
  return imported.length === 1 && !isOther ? imported[0] : undefined;
}

interface Statement {
  readonly text: string;
  readonly holes: readonly Hole[];
  readonly slots: readonly Slot[];
}

function rewritten(
  called: PythonCall,
  node: Node,
  { text, holes, slots }: Statement,
  driver: Driver,
  file: ParsedFile,
): RecipeResult {
  const values: string[] = [];
  let sql = '';
  let at = 0;
  let used = 0;
  for (const { start, end, content } of slots) {
    const inside = content.split(hole).length - 1;
    sql += text.slice(at, start) + driver.mark;
    values.push(valueOf(content, holes.slice(used, used + inside), file));
    used += inside;
    at = end;
  }
  sql += text.slice(at);
  const literal = literalOf(sql, node, file);
  if (literal === undefined)
    return refuse('The statement goes over several texts and lines; put it into one first.');
  const tuple = values.length === 1 ? `(${values[0] ?? ''},)` : `(${values.join(', ')})`;
  const shown = listed(holes.map(({ expression }) => snippet(file.code(expression))));
  return answer([replacement(node, `${literal}, ${tuple}`)], {
    whyVulnerable: `${shown} is put into the text of the statement, so a quote in it ends the value and the rest is read as SQL.`,
    whyFixed: `The statement has a placeholder (${driver.mark}) instead, and the driver (${driver.name}) passes the value on its own: it is never read as SQL.`,
    mayBreak: [
      'A value of another type than the column, such as text for a number, is compared by the rules of the database now.',
    ],
    alternatives: [
      {
        option: 'Escape the value by hand',
        whyNot:
          'Rules of escaping differ between databases and settings, and one place is soon forgotten.',
      },
    ],
    assumptions: [
      `${called.call.receiver?.text ?? 'The cursor'} is one of ${driver.name}, as the imports say.`,
    ],
  });
}

/** `x`, or an f-string such as f"%{x}%" when there is more between the quotes. */
function valueOf(content: string, holes: readonly Hole[], file: ParsedFile): string {
  const codes = holes.map(({ expression }) => file.code(bare(expression)));
  if (content === hole) return codes[0] ?? '';
  const parts = content.split(hole);
  const last = parts.at(-1) ?? '';
  const sum = parts.slice(0, -1).flatMap((part, at) => {
    const one = holes[at];
    const code = one?.isText === true ? (codes[at] ?? '') : `str(${codes[at] ?? ''})`;
    return part === '' ? [code] : [pythonString(part, '"'), code];
  });
  return [...sum, ...(last === '' ? [] : [pythonString(last, '"')])].join(' + ');
}

/** The statement as one literal, in the quotes that it has. */
function literalOf(sql: string, node: Node, file: ParsedFile): string | undefined {
  const strings = bare(node).type === 'string' ? [bare(node)] : node.descendantsOfType('string');
  const own = strings.filter(
    ({ parent }) => parent?.type !== 'argument_list' || strings.length === 1,
  );
  const start = own[0]?.firstNamedChild?.text.replace(/[a-z]/gi, '') ?? '"';
  const isOne = own.length === 1 || start.length === 3;
  const isOneLine = node.startPosition.row === node.endPosition.row;
  if (!isOne && !isOneLine) return undefined;
  if (start.length === 3)
    return isOne && !sql.includes(start) ? `${start}${sql}${start}` : undefined;
  if (sql.includes('\n')) return undefined;
  return pythonString(sql, start === '' ? quoteIn(node, file) : start);
}
