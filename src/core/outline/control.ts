import type { Node } from '../syntax';
import type { Sink } from './facts';
import { decoratedName } from './calls';
import { logicOf } from './logic';
import { callTypes, calleeOf, dottedName, ifTypes, ownerOf, squeezed } from './nodes';
import { placeAround } from './routes';

const exitTypes: ReadonlySet<string> = new Set([
  ...['return_statement', 'throw_statement', 'raise_statement', 'continue_statement'],
  'break_statement',
]);
/** Calls that end a request or a program. */
const endingCall =
  /^(next|abort|process\.exit|sys\.exit|done|cb|callback|reject|fail|deny|forbidden|unauthorized)$|\.(status|sendStatus|abort|redirect|destroy|throw)(\(\))?(\.\w+)?$/i;
const errorCheck = /^!?\(?(e|er|err|error|\w*(Err|Error))\)?( !=?=? ?(null|undefined))?$/;

/** What branches, ends the way or looks after errors. */
export function readControl(node: Node, sink: Sink): void {
  const { type } = node;
  if (ifTypes.has(type)) readBranch(node, sink);
  else if (type === 'assert_statement') readAssert(node, sink);
  else if (exitTypes.has(type)) readExit(node, sink);
  else if (type === 'try_statement') readTry(node, sink);
  else if (type === 'decorator') readDecorator(node, sink);
}

function readBranch(node: Node, sink: Sink): void {
  const condition = node.childForFieldName('condition') ?? node.namedChildren[1];
  if (!condition || sink.seen.has(node)) return;
  if (!sink.isChanged(condition.startIndex, condition.endIndex)) return;
  sink.seen.add(node);
  const text = conditionText(condition);
  const body = node.childForFieldName('consequence') ?? node.childForFieldName('body');
  const isTernary = /ternary|conditional/.test(node.type);
  const owner = ownerOf(node);
  if (errorCheck.test(text)) {
    const place = placeAround(node);
    const fact = sink.fact(node.startIndex);
    sink.handlers.push({ ...fact, kind: 'error check', covers: [], owner, place });
    return;
  }
  sink.branches.push({
    ...sink.fact(node.startIndex),
    condition: text,
    logic: logicOf(condition),
    isGuard: !isTernary && body !== null && endsTheWay(body),
    body: body ? squeezed(body.text) : '',
    owner,
  });
}

function readAssert(node: Node, sink: Sink): void {
  const condition = node.firstNamedChild;
  if (!condition || !sink.isChanged(condition.startIndex, condition.endIndex)) return;
  sink.branches.push({
    ...sink.fact(node.startIndex),
    condition: conditionText(condition),
    logic: logicOf(condition),
    isGuard: true,
    body: 'assert',
    owner: ownerOf(node),
  });
}

/** A condition without the white space and the parentheses around it. */
function conditionText(condition: Node): string {
  let at = condition;
  while (at.type === 'parenthesized_expression' && at.firstNamedChild) at = at.firstNamedChild;
  return squeezed(at.text);
}

/** Whether a body returns, throws or answers, at its own level. */
function endsTheWay(body: Node): boolean {
  const statements = exitTypes.has(body.type) ? [body] : body.namedChildren.slice(0, 20);
  const direct = body.type === 'expression_statement' ? [body] : statements;
  return direct.some((statement) => {
    if (exitTypes.has(statement.type)) return true;
    let at = statement.type === 'expression_statement' ? statement.firstNamedChild : null;
    if (at && /^await/.test(at.type)) at = at.firstNamedChild;
    return at !== null && callTypes.has(at.type) && endingCall.test(dottedName(calleeOf(at)));
  });
}

function readExit(node: Node, sink: Sink): void {
  if (!sink.isChanged(node.startIndex, node.startIndex + 1)) return;
  let branch = node.parent;
  if (branch && /^(statement_block|block)$/.test(branch.type)) branch = branch.parent;
  const condition =
    branch && ifTypes.has(branch.type) ? branch.childForFieldName('condition') : null;
  if (!condition || sink.isChanged(condition.startIndex, condition.endIndex)) return;
  const kind = node.type.replace(/_statement$/, '');
  sink.exits.push({
    ...sink.fact(node.startIndex),
    kind,
    condition: conditionText(condition),
    logic: logicOf(condition),
  });
}

function readTry(node: Node, sink: Sink): void {
  const hasHandler = node.namedChildren.some(({ type }) => /^(catch|except)/.test(type));
  if (!hasHandler || !sink.isChanged(node.startIndex, node.startIndex + 1)) return;
  const calls = node.childForFieldName('body')?.descendantsOfType([...callTypes]) ?? [];
  const covers = calls.slice(0, 50).map((call) => dottedName(calleeOf(call)));
  sink.handlers.push({
    ...sink.fact(node.startIndex),
    kind: 'try',
    covers,
    owner: ownerOf(node),
    place: placeAround(node),
  });
}

/** A decorator that is only named: `@login_required`. Of the function or class that follows. */
function readDecorator(node: Node, sink: Sink): void {
  if (!sink.isChanged(node.startIndex, node.endIndex)) return;
  const inner = node.firstNamedChild;
  if (!inner) return;
  const target = callTypes.has(inner.type) ? calleeOf(inner) : inner;
  const of = decoratedName(node);
  sink.uses.push({ ...sink.fact(node.startIndex), name: dottedName(target), of });
}
