import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf } from '../around';
import { isSaidByClient } from './client';
import { callOf, plain, refusesClearly } from './code';
import type { Look, Suspect } from './look';

/** What proves something of whoever sends it. */
const proof =
  /token|csrf|xsrf|signature|signed|(?<![a-z])sig(?![a-z])|hmac|digest|(?<![a-z])(?:mac|otp|pin)(?![a-z])|nonce|captcha|api_?key|passw|secret|compare|verif/i;

/** Checks of a proof that are only made when there is one, so that whoever sends none gets round them. */
export function* optionalProofs(look: Look): Generator<Suspect> {
  for (const node of look.nodes('if_statement', 'elif_clause')) {
    const condition = node.childForFieldName('condition');
    const branch = node.childForFieldName('consequence');
    if (!condition || !branch || !look.isNew(condition)) continue;
    if (node.childForFieldName('alternative')) continue;
    const sent = presenceIn(plain(condition), branch);
    if (!sent || !isSaidByClient(sent) || !proof.test(node.text.slice(0, 500))) continue;
    if (isMissed(sent, node)) continue;
    yield {
      at: condition,
      why: `Whoever sends no ${snippet(sent.text)} gets past this: the check is made only when there is one. Refuse what is missing, too.`,
    };
  }
}

/** The value whose presence decides whether it is checked at all. */
function presenceIn(condition: Node, branch: Node): Node | undefined {
  const isJoined =
    /^(?:binary_expression|boolean_operator)$/.test(condition.type) &&
    /^(?:&&|and)$/.test(condition.childForFieldName('operator')?.text ?? '');
  if (!isJoined) {
    const sent = present(condition);
    return sent && isOnlyCheck(branch, sent) ? sent : undefined;
  }
  let first = condition;
  while (first.type === condition.type && first.childForFieldName('left')) {
    const operator = first.childForFieldName('operator')?.text ?? '';
    if (!/^(?:&&|and)$/.test(operator)) break;
    first = plain(first.childForFieldName('left') ?? first);
  }
  const sent = present(first);
  const rest = condition.text.slice(first.endIndex - condition.startIndex);
  return sent && rest.includes(sent.text) && turnsAway(rest, branch) ? sent : undefined;
}

/** Whether a branch refuses what is not as it has to be. */
function turnsAway(condition: string, branch: Node): boolean {
  return /!(?!==?\s*(?:undefined|null))|\bnot\b/.test(condition) && refusesClearly(branch);
}

/** The value that a condition only asks to be there. */
function present(condition: Node): Node | undefined {
  const at = plain(condition);
  if (/^(?:identifier|member_expression|subscript_expression|attribute|subscript)$/.test(at.type)) {
    return at;
  }
  if (!/^(?:binary_expression|comparison_operator)$/.test(at.type)) return undefined;
  const [left, right] = at.namedChildren;
  if (!left || !right) return undefined;
  const middle = at.text.slice(left.endIndex - at.startIndex, right.startIndex - at.startIndex);
  const isThere = /^(?:!==?|is not)$/.test(middle.trim());
  return isThere && /^(?:undefined|null|None|''|"")$/.test(right.text) ? plain(left) : undefined;
}

/** Whether all that a branch does is to look at the value and to refuse. */
function isOnlyCheck(branch: Node, sent: Node): boolean {
  const isBlock = /^(?:statement_block|block)$/.test(branch.type);
  const statements = (isBlock ? branch.namedChildren : [branch]).filter(
    ({ type }) => type !== 'comment',
  );
  return (
    statements.length > 0 &&
    statements.every((one) => {
      if (!one.text.includes(sent.text)) return false;
      if (one.type === 'if_statement') {
        const inner = one.childForFieldName('consequence');
        const asked = one.childForFieldName('condition')?.text ?? '';
        return !one.childForFieldName('alternative') && inner !== null && turnsAway(asked, inner);
      }
      const call = one.type === 'expression_statement' && callOf(plain(one.firstNamedChild ?? one));
      return call ? /^(?:verify|assert|check|ensure|validate)/i.test(call.name) : false;
    })
  );
}

/** Whether the function deals with a missing value elsewhere. */
function isMissed(sent: Node, node: Node): boolean {
  const owner = functionOf(node);
  const [start, end] = [node.startIndex - owner.startIndex, node.endIndex - owner.startIndex];
  const rest = `${owner.text.slice(0, start)}\n${owner.text.slice(end)}`;
  const name = sent.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `!\\s*${name}(?![\\w$.([])|\\bnot\\s+${name}(?![\\w.([])|(?<![\\w$.])${name}\\s*(?:={2,3}\\s*(?:undefined|null)|is\\s+None|\\?\\?)`,
  ).test(rest);
}
