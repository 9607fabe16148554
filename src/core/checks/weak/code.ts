import type { Node } from '../../syntax';
import { leaves } from '../around';

/** A call or `new`, in either language. */
export interface Call {
  readonly node: Node;
  /** The last name of what is called: `test` of `/a/.test(b)`. */
  readonly name: string;
  /** What stands before the last dot. */
  readonly object: Node | null;
  readonly args: readonly Node[];
}

export const callTypes = ['call_expression', 'new_expression', 'call'] as const;

export function callOf(node: Node): Call | undefined {
  if (!/^(?:call_expression|new_expression|call)$/.test(node.type)) return undefined;
  const callee = node.childForFieldName('function') ?? node.childForFieldName('constructor');
  if (!callee) return undefined;
  const property = callee.childForFieldName('property') ?? callee.childForFieldName('attribute');
  return {
    node,
    name: (property ?? callee).text.slice(0, 100),
    object: callee.childForFieldName('object'),
    args: (node.childForFieldName('arguments')?.namedChildren ?? []).filter(
      ({ type }) => type !== 'comment',
    ),
  };
}

/** The text of a string without values in it. */
export function stringOf(node: Node | null | undefined): string | undefined {
  if (!node || !/^(?:string|template_string)$/.test(node.type)) return undefined;
  if (node.namedChildren.some(({ type }) => /substitution|interpolation/.test(type))) {
    return undefined;
  }
  const inner = /^[A-Za-z]*("""|'''|["'`])([^]*)\1$/.exec(node.text)?.[2];
  return inner?.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|[^])/gi, (_, code: string) =>
    unescaped(code),
  );
}

function unescaped(code: string): string {
  if (code.length > 1) return String.fromCharCode(parseInt(code.slice(1), 16));
  return { n: '\n', r: '\r', t: '\t', '0': '\0' }[code] ?? code;
}

export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** A regular expression: a literal, `new RegExp('…')`, or the string that Python compiles. */
export function patternOf(node: Node | null | undefined): Pattern | undefined {
  if (!node) return undefined;
  if (node.type === 'regex') {
    const flags = node.childForFieldName('flags')?.text ?? '';
    return { source: node.childForFieldName('pattern')?.text ?? '', flags };
  }
  const call = callOf(node);
  if (call && /^(?:RegExp|compile)$/.test(call.name)) {
    const source = rawString(call.args[0]);
    return source === undefined ? undefined : { source, flags: stringOf(call.args[1]) ?? '' };
  }
  return undefined;
}

/** A string as a pattern reads it: Python's raw strings keep their backslashes. */
export function rawString(node: Node | null | undefined): string | undefined {
  if (node && /^[rR][bB]?['"]/.test(node.text)) {
    return /^[A-Za-z]+("""|'''|["'])([^]*)\1$/.exec(node.text)?.[2];
  }
  return stringOf(node);
}

/** The value of an option in a call's object, or of a keyword argument. */
export function optionsIn(call: Call): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const arg of call.args) {
    const pairs =
      arg.type === 'keyword_argument' ? [arg] : /^object$/.test(arg.type) ? arg.namedChildren : [];
    for (const pair of pairs) {
      const key = pair.childForFieldName('key') ?? pair.childForFieldName('name');
      const value = pair.childForFieldName('value');
      if (key && value) found.set(stringOf(key) ?? key.text, value);
    }
  }
  return found;
}

/** The elements of a list, when it is written out. */
export function elementsOf(node: Node | null | undefined): readonly Node[] | undefined {
  if (!node) return undefined;
  if (/^(?:array|list|set|tuple)$/.test(node.type)) return node.namedChildren;
  const call = callOf(node);
  return call && /^(?:Set|set|frozenset|freeze)$/.test(call.name)
    ? elementsOf(call.args[0])
    : undefined;
}

/** What a name is set to where it is declared with one value, anywhere in the file before. */
export function valueOfName(node: Node, root: Node): Node | undefined {
  if (node.type !== 'identifier') return node;
  const name = node.text;
  for (const one of root.descendantsOfType(['variable_declarator', 'assignment'])) {
    const target = one.childForFieldName('name') ?? one.childForFieldName('left');
    if (target?.text === name)
      return one.childForFieldName('value') ?? one.childForFieldName('right') ?? undefined;
  }
  return undefined;
}

/** Without parentheses, `await` and type assertions around it. */
export function plain(node: Node): Node {
  let at = node;
  while (
    /^(?:parenthesized_expression|await_expression|await|non_null_expression|as_expression|satisfies_expression)$/.test(
      at.type,
    ) &&
    at.firstNamedChild
  ) {
    at = at.firstNamedChild;
  }
  return at;
}

const refusal =
  /\.(?:status|sendStatus|writeHead)\s*\(\s*[45]\d\d|\bthrow\b|\braise\b|\breject\s*\(|\bnext\s*\(\s*(?:new|err|create)|\babort\s*\(|\breturn\s+(?:false|null|undefined|False|None)\b|Forbidden|Unauthorized|BadRequest/;

/** Whether a branch turns away what comes to it. */
export function refuses(branch: Node | null): boolean {
  if (branch === null) return false;
  if (refusesClearly(branch)) return true;
  if (!leaves(branch)) return false;
  const text = branch.text.slice(0, 2000);
  if (/\breturn\s*(?:;\s*)?\}?$|\b(?:continue|break)\b/.test(text)) return true;
  if (/\breturn\s+(?:true|True|next\s*\(\s*\))/.test(text)) return false;
  // Where the code after it refuses, leaving is the good end.
  const rest = restAfter(branch.parent ?? branch);
  return !refusal.test(rest);
}

/** Whether a branch answers with an error or throws. */
export function refusesClearly(branch: Node): boolean {
  return refusal.test(branch.text.slice(0, 2000));
}

/** The code after a statement in its block. */
function restAfter(statement: Node): string {
  const parts: string[] = [];
  for (let at = statement.nextNamedSibling; at; at = at.nextNamedSibling) parts.push(at.text);
  return parts.join('\n').slice(0, 2000);
}

/** What happens to a value on which a test answers true; unknown where that is decided elsewhere. */
export type Polarity = 'rejects' | 'allows' | 'unknown';

export function polarityOf(test: Node): Polarity {
  let isTrue = true;
  let at = test;
  for (let { parent } = at; parent; at = parent, { parent } = at) {
    const operator = parent.childForFieldName('operator')?.text ?? '';
    if (/^(?:unary_expression|not_operator)$/.test(parent.type)) {
      if (parent.type === 'not_operator' || operator === '!') isTrue = !isTrue;
    } else if (/^(?:binary_expression|comparison_operator)$/.test(parent.type)) {
      if (/^(?:&&|\|\||\?\?)$/.test(operator)) continue;
      if (/[^=!]===?\s*-\s*1|<\s*0/.test(parent.text)) isTrue = !isTrue;
      else if (/!==?\s*0$/.test(parent.text) && /\b(?:indexOf|search)\(/.test(test.text))
        isTrue = !isTrue;
      else if (/===?\s*(?:false|null)|\bis\s+None\b/.test(parent.text)) isTrue = !isTrue;
    } else if (/^(?:if_statement|elif_clause)$/.test(parent.type)) {
      if (parent.childForFieldName('condition') !== at) return 'unknown';
      const isRefused = refuses(parent.childForFieldName('consequence'));
      return isTrue === isRefused ? 'rejects' : 'allows';
    } else if (/^(?:return_statement|arrow_function)$/.test(parent.type)) {
      return 'unknown';
    } else if (!/^(?:parenthesized_expression|boolean_operator|await)/.test(parent.type)) {
      return 'unknown';
    }
  }
  return 'unknown';
}
