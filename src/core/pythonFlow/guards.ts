import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { type Guard, isSetBetween } from '../flow/guards';
import type { Fact } from './facts';
import { pythonFacts } from './facts';
import { expressions } from '../flow/value';
import { bare, pythonCall, pythonValue } from './value';

const maxSiblings = 400;
/** A part of another name, or an argument with a name. */
const noSet = /[\w.]$|[(,]\s*$/;

/** The checks on an expression, or on the same words, that hold where it stands. */
export function pythonGuards(use: Node, file: ParsedFile): readonly Guard[] {
  const subject = use.text;
  if (subject.length > 200) return [];
  const found: Guard[] = [];
  const add: Add = (condition, holds) => {
    for (const guard of pythonFacts(condition, holds, file)) {
      if (!concerns(guard, subject, use, file)) continue;
      if (!isSetBetween(condition, use, file, noSet)) found.push(guard.fact);
    }
  };
  for (let at: Node = use; at.parent && at.type !== 'function_definition'; at = at.parent) {
    addAround(at, at.parent, add);
    if (at.parent.type === 'case_clause') addCase(at.parent, subject, found);
  }
  return found;
}

type Add = (condition: Node, holds: boolean) => void;

function addAround(at: Node, parent: Node, add: Add): void {
  const condition = parent.childForFieldName('condition');
  switch (parent.type) {
    case 'if_statement':
      if (at === condition || !condition) return;
      add(condition, parent.childForFieldName('consequence') === at);
      if (parent.childForFieldName('consequence') !== at) addElifs(at, parent, add);
      return;
    case 'elif_clause':
    case 'while_statement':
      if (condition && at !== condition) add(condition, true);
      return;
    case 'conditional_expression': {
      const [then, test] = expressions(parent);
      if (test && at !== test) add(test, at === then);
      return;
    }
    case 'boolean_operator': {
      const left = parent.childForFieldName('left');
      if (left && left !== at) add(left, parent.childForFieldName('operator')?.text === 'and');
      return;
    }
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression':
      for (const clause of parent.namedChildren) {
        const test = clause.type === 'if_clause' ? clause.firstNamedChild : null;
        if (test && clause !== at) add(test, true);
      }
      return;
    case 'block':
    case 'module':
      addEarlier(at, parent, add);
      return;
    default:
  }
}

/** The conditions of the `elif` clauses before a clause do not hold in it. */
function addElifs(at: Node, statement: Node, add: Add): void {
  for (const clause of statement.namedChildren) {
    if (clause === at) return;
    const condition = clause.type === 'elif_clause' ? clause.childForFieldName('condition') : null;
    if (condition) add(condition, false);
  }
}

/** Statements before this one that go on only when a condition holds. */
function addEarlier(at: Node, block: Node, add: Add): void {
  const statements = block.namedChildren;
  const end = statements.indexOf(at);
  for (const statement of statements.slice(Math.max(0, end - maxSiblings), end)) {
    if (statement.type === 'if_statement') addIf(statement, add);
    if (statement.type === 'try_statement') addTried(statement, add);
    if (statement.type === 'assert_statement') {
      const [condition] = expressions(statement);
      if (condition) add(condition, true);
    }
    if (statement.type === 'expression_statement') {
      const [call] = expressions(statement);
      const plain = call?.type === 'await' ? call.firstNamedChild : call;
      if (plain?.type === 'call') add(plain, true);
    }
  }
}

/** Where each failure ends the function, what comes after goes on only as the tried code does. */
function addTried(statement: Node, add: Add): void {
  const body = statement.childForFieldName('body');
  const failures = statement.namedChildren.filter(({ type }) => type === 'except_clause');
  const last = body && expressions(body).at(-1);
  if (!last || failures.length === 0) return;
  if (!failures.every((one) => leaves(one.lastNamedChild))) return;
  addEarlier(last, body, add);
  if (last.type === 'if_statement') addIf(last, add);
}

function addIf(statement: Node, add: Add): void {
  const condition = statement.childForFieldName('condition');
  const then = statement.childForFieldName('consequence');
  const clauses = statement.namedChildren.filter(({ type }) => /^el(se|if)_clause$/.test(type));
  if (!condition || !then) return;
  if (leaves(then)) {
    add(condition, false);
    for (const clause of clauses) {
      const inner = clause.childForFieldName('condition');
      const body = clause.childForFieldName('consequence');
      if (!inner || !body || !leaves(body)) return;
      add(inner, false);
    }
  } else if (clauses.length > 0 && clauses.every((one) => leaves(bodyOf(one)))) {
    add(condition, true);
  }
}

function bodyOf(clause: Node): Node | null {
  return clause.childForFieldName('consequence') ?? clause.childForFieldName('body');
}

/** Whether nothing after it runs. */
function leaves(node: Node | null): boolean {
  switch (node?.type) {
    case 'return_statement':
    case 'raise_statement':
    case 'continue_statement':
    case 'break_statement':
      return true;
    case 'expression_statement': {
      const call = node.firstNamedChild && pythonCall(node.firstNamedChild);
      return /^(abort|exit|_exit|quit|fail)$/.test(call?.method ?? call?.callee.text ?? '');
    }
    case 'block':
      return leaves(expressions(node).at(-1) ?? null);
    case 'if_statement': {
      const clauses = node.namedChildren.filter(({ type }) => /^el(se|if)_clause$/.test(type));
      return (
        clauses.at(-1)?.type === 'else_clause' &&
        [node.childForFieldName('consequence'), ...clauses.map(bodyOf)].every(leaves)
      );
    }
    default:
      return false;
  }
}

/** `match subject:` with `case "a" | "b":`. */
function addCase(clause: Node, subject: string, found: Guard[]): void {
  const statement = clause.parent?.parent;
  const value = statement?.childForFieldName('subject');
  if (!value || value.text !== subject) return;
  const patterns = clause.namedChildren.filter(({ type }) => type === 'case_pattern');
  const texts = patterns.flatMap((one) =>
    one.descendantsOfType(['string', 'integer', 'identifier']),
  );
  const [first] = texts;
  if (first && texts.every(({ type }) => type !== 'identifier')) {
    found.push({ node: value, kind: 'equals', holds: true, other: first });
  }
}

/** Whether a fact is about the expression that is used, or about one that it is made of. */
function concerns({ subject }: Fact, text: string, use: Node, file: ParsedFile): boolean {
  const plain = bare(subject);
  if (plain.text !== text && innerText(plain) !== text) return false;
  if (use.type !== 'identifier' || plain.type !== 'identifier') return true;
  return file.resolve(plain) === file.resolve(use);
}

/** The `x` of `x.lower()`, `str(x)` and `x[0]`. */
function innerText(node: Node): string | undefined {
  const value = pythonValue(node);
  if (value.kind !== 'call') return undefined;
  if (/^(lower|upper|strip|casefold|decode)$/.test(value.method ?? '')) return value.receiver?.text;
  return /^(str|Path|PurePath)$/.test(value.callee.text) ? value.args[0]?.text : undefined;
}
