import type { Rationale } from '../draft';
import { functionAround, functionTypes } from '../flow/javascript';
import type { Node } from '../syntax';
import { indentAt, insertion, needsSemicolon, quoteOf } from './imports';
import type { DeepRead, KeyedWrite } from './keyedWrites';
import { plain } from './keyedWrites';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** Where the check goes, and how it leaves out the name. */
interface Place {
  readonly block: Node;
  /** The statement that the check stands after; the start of the block when there is none. */
  readonly after?: Node;
  readonly leave: string;
}

/** Puts a check of the name before the read that leads to a prototype. */
export function keyGuardRecipe(read: DeepRead, write: KeyedWrite, file: ParsedFile): RecipeResult {
  const key = plain(read.key);
  const isPlainName = key.type === 'identifier';
  if (!isPlainName && !/^\w+\[\w+\]$/.test(key.text)) {
    return refuse(
      'The name of the property is an expression, and a check of it would run it again.',
    );
  }
  const place = isPlainName ? placeOfName(key, read, file) : placeOfElement(key, read, file);
  if (typeof place === 'string') return refuse(place);
  const { block, after } = place;
  const first = after ?? block.namedChildren[0];
  if (!first) return refuse('The block is empty.');
  const quote = quoteOf(file);
  const tests = ['__proto__', 'constructor', 'prototype'].map(
    (name) => `${key.text} === ${quote}${name}${quote}`,
  );
  const check = `if (${tests.join(' || ')}) ${place.leave}`;
  const edit = edited(check, first, after !== undefined, block, file);
  const name = snippet(key.text);
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(read.node))} is followed under any name, so __proto__, or constructor and then prototype, leads to the prototype that all objects share, and ${snippet(file.code(write.node))} then changes it.`,
    whyFixed: `The names that lead to a prototype are left out before ${name} is used, so only properties of the object itself can be reached.`,
    mayBreak: [
      `Data that has its own property called constructor or prototype is no longer copied under that name.`,
    ],
    alternatives: [
      {
        option: 'Object.hasOwn() on the target',
        whyNot: 'It keeps more names, but it changes which properties of the target are followed.',
      },
      { option: 'A Map', whyNot: 'Its callers would have to change as well.' },
    ],
    assumptions: [`Nobody needs a property called __proto__, constructor or prototype here.`],
  };
  return { ok: true, edits: [edit], rationale };
}

/** How statements such as this one end in the file. */
function endOf(statement: Node, file: ParsedFile): string {
  const code = file.code(statement);
  const isBlock = code.trimEnd().endsWith('}');
  return (isBlock ? /;[ \t]*(\r?\n|$)/.test(file.text) : code.endsWith(';')) ? ';' : '';
}

function edited(check: string, first: Node, isAfter: boolean, block: Node, file: ParsedFile) {
  const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
  const indent = indentAt(file.text, first.startIndex);
  const at = isAfter ? first.endIndex : first.startIndex;
  if (first.startPosition.row !== block.startPosition.row) {
    const line = check + (needsSemicolon(file.text.slice(at)) ? ';' : endOf(first, file));
    return insertion(at, isAfter ? `${eol}${indent}${line}` : `${line}${eol}${indent}`);
  }
  if (!isAfter) return insertion(at, `${check}; `);
  return insertion(at, `${file.code(first).endsWith(';') ? '' : ';'} ${check};`);
}

/** For a name that a loop, a callback or a declaration gives. */
function placeOfName(key: Node, { node: read }: DeepRead, file: ParsedFile): Place | string {
  const binding = file.resolve(key);
  if (!binding) return 'It is not known where the name of the property comes from.';
  const loop = loopOf(binding.node) ?? assignedLoop(key, read, file);
  if (loop) {
    const body = loop.childForFieldName('body');
    if (body?.type !== 'statement_block') return 'The body of the loop has no braces.';
    return within(body, read) ? { block: body, leave: 'continue' } : outside;
  }
  const { parameter } = binding;
  if (parameter) return placeOfParameter(parameter.owner, read, file);
  return placeOfDeclared(binding.node, read, file);
}

const outside = 'The name is used outside of the block that gives it.';

function placeOfParameter(owner: Node, read: Node, file: ParsedFile): Place | string {
  const body = owner.childForFieldName('body');
  if (body?.type !== 'statement_block')
    return 'The function has no block that a check could stand in.';
  const uses = file.flow.functions.usesOf(owner);
  if (
    uses.passed.some(({ call }) =>
      /^(reduce|reduceRight|map|filter|some|every)$/.test(call.method ?? ''),
    )
  ) {
    return 'What the callback returns is used, and it is not clear what it should return for a name that is left out.';
  }
  if (uses.passed.length === 0)
    return 'Whoever calls the function gives the name, and expects an answer.';
  return within(body, read) ? { block: body, leave: 'return' } : outside;
}

function placeOfDeclared(name: Node, read: Node, file: ParsedFile): Place | string {
  const declaration = ancestorOf(name, /^(lexical|variable)_declaration$/);
  const block = declaration?.parent;
  if (!declaration || block?.type !== 'statement_block' || !within(block, read)) return outside;
  if (ancestorOf(name, /^variable_declarator$/)?.childForFieldName('value') === null)
    return outside;
  if (read.startIndex < declaration.endIndex) {
    return 'The name is used in the statement that declares it.';
  }
  return leaveFrom(declaration, block, file);
}

/** How to leave out a name that is declared in a block: go on with a merge, end the way of a path. */
function leaveFrom(declaration: Node, block: Node, file: ParsedFile): Place | string {
  const loop = block.parent;
  if (loop && /^for_in_statement$/.test(loop.type)) {
    return { block, after: declaration, leave: 'continue' };
  }
  const answer = answerOf(block, file);
  return answer === undefined
    ? 'It is not clear what the function should return for a name that is left out.'
    : { block, after: declaration, leave: answer };
}

/** `path[i]` in the loop that counts `i`. */
function placeOfElement(key: Node, { node: read }: DeepRead, file: ParsedFile): Place | string {
  const loop = ancestorOf(read, /^(for|while)_statement$/);
  const body = loop?.childForFieldName('body');
  if (loop?.type !== 'for_statement' || body?.type !== 'statement_block') {
    return 'The read is not in the block of a loop that counts.';
  }
  const index = key.childForFieldName('index')?.text ?? '';
  if (!new RegExp(`\\b${index}\\b`).test(loop.childForFieldName('increment')?.text ?? '')) {
    return 'The read is not in the block of a loop that counts.';
  }
  const answer = answerOf(body, file);
  return answer === undefined
    ? 'It is not clear what the function should return for a name that is left out.'
    : { block: body, leave: answer };
}

/** What the function around returns in the end, as a statement; undefined when it is not a plain name. */
function answerOf(node: Node, file: ParsedFile): string | undefined {
  const owner = functionAround(node);
  const body = owner?.childForFieldName('body');
  if (!owner || body?.type !== 'statement_block') return undefined;
  const returns = file.flow.functions.returnsOf(owner);
  if (returns.length === 0) return 'return';
  const last = body.namedChildren.at(-1);
  const value = last?.type === 'return_statement' ? last.firstNamedChild : null;
  if (value?.type !== 'identifier') return undefined;
  const binding = file.resolve(value);
  return binding && binding.node.startIndex < node.startIndex ? `return ${value.text}` : undefined;
}

/** The loop whose head declares a name. */
function loopOf(name: Node): Node | undefined {
  const loop = ancestorOf(name, /^for_in_statement$/);
  const left = loop?.childForFieldName('left');
  return left && within(left, name) ? loop : undefined;
}

/** The loop whose head assigns a name that is declared before: `var k; for (k in object)`. */
function assignedLoop(key: Node, read: Node, file: ParsedFile): Node | undefined {
  const loop = ancestorOf(read, /^for_in_statement$/);
  const left = loop?.childForFieldName('left');
  const isIt = left?.type === 'identifier' && file.resolve(left) === file.resolve(key);
  return isIt ? loop : undefined;
}

/** The nearest node of a type around another one, in the same function. */
function ancestorOf(node: Node, type: RegExp): Node | undefined {
  let at = node.parent;
  while (at && !type.test(at.type)) {
    if (functionTypes.has(at.type)) return undefined;
    at = at.parent;
  }
  return at ?? undefined;
}

function within(outer: Node, inner: Node): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}
