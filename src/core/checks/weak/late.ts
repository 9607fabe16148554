import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf, isFunction, leaves, wordsIn } from '../around';
import { callOf, plain } from './code';
import type { Look, Suspect } from './look';

/** What changes something, so that it is too late to ask who may. */
const deed =
  /^(?:destroy|delete|remove|save|update|create|insert|apply|cancel|refund|pay|charge|transfer|approve|publish|send|execute|commit|dispatch|process|grant|revoke|book|withdraw|import|restore|archive|drop)(?!d)|^(?:add|set|put|mark)[A-Z_]/i;
const aside = /^(?:log|logger|audit|metrics?|console|app|server|cache)$/i;

/** Who is turned away: somebody without rights, not somebody without luck. */
const noRight =
  /\b40[13]\b|Forbidden|Unauthori[sz]ed|PermissionDenied|PermissionError|AccessDenied|NotAllowed/;
/** What such a question is about. */
const right =
  /session|current_?user|\b(?:req|request|ctx)\.user\b|owner|user_?id|author|account_?id|\brole|admin|permi|allowed|authori[sz]|sign(?:ed|ature)|verif|token|csrf/i;

/** A question for rights that comes only after what it is to prevent. */
export function* lateRights(look: Look): Generator<Suspect> {
  for (const node of look.nodes('if_statement')) {
    const condition = node.childForFieldName('condition');
    const branch = node.childForFieldName('consequence');
    if (!condition || !branch || !look.isNew(condition)) continue;
    if (!leaves(branch) || !right.test(condition.text)) continue;
    if (!noRight.test(branch.text.slice(0, 500)) || !isFunction(functionOf(node))) continue;
    const done = deedBefore(node);
    if (!done || isAnswer(done, condition)) continue;
    yield {
      at: condition,
      why: `${snippet(condition.text)} is asked only after ${snippet(done.text)} at line ${done.startPosition.row + 1} has been done. Ask before it.`,
    };
  }
}

/** The nearest statement before that does something and keeps nothing of what it gives. */
function deedBefore(node: Node): Node | undefined {
  for (let at = node.previousNamedSibling; at; at = at.previousNamedSibling) {
    if (at.type !== 'expression_statement') continue;
    const call = callOf(plain(at.firstNamedChild ?? at));
    if (!call || !deed.test(call.name) || aside.test(call.object?.text ?? '')) continue;
    return at;
  }
  return undefined;
}

/** The condition is about what came of it: it has names that are only set in between. */
function isAnswer(done: Node, condition: Node): boolean {
  const asked = wordsIn(condition.text);
  for (let at = done.nextNamedSibling; at; at = at.nextNamedSibling) {
    if (at.startIndex >= condition.startIndex) return false;
    const [, set = ''] = /^(?:(?:const|let|var)\s+)?([^=(]+?)\s*=(?!=)/.exec(at.text) ?? [];
    if ([...wordsIn(set)].some((name) => asked.has(name))) return true;
  }
  return false;
}
