import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf } from '../around';
import { callOf, callTypes, stringOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

/** Guards against prototype pollution that know one of the ways only. */
export function* weakKeyGuards(look: Look): Generator<Suspect> {
  if (!look.families.has('prototype')) return;
  const isBare = /create\(\s*null\s*\)|new Map\b|__proto__:\s*null/.test(look.changed);
  if (isBare) return;
  const names = look
    .nodes('string')
    .filter((node) => /^(?:__proto__|constructor|prototype)$/.test(stringOf(node) ?? ''));
  const known = new Set(names.map((node) => stringOf(node)));
  const rest = look.root.text;
  const [first] = names;
  if (
    first &&
    known.size === 1 &&
    known.has('__proto__') &&
    !/['"](?:constructor|prototype)['"]/.test(rest)
  ) {
    yield {
      at: guardOf(first),
      why: `Only __proto__ is left out: constructor and then prototype lead to the same object. ${families.prototype.instead}`,
    };
  }
  if (first && known.size === 1 && known.has('constructor') && !/__proto__/.test(rest)) {
    yield {
      at: guardOf(first),
      why: `Only constructor is left out: __proto__ leads to the prototype at once. ${families.prototype.instead}`,
    };
  }
  if (names.length > 0) return;
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const isFrozen = call?.name === 'freeze' && !/prototype/.test(node.text);
    const given = `${call?.object?.text ?? ''} ${call?.args.map(({ text }) => text).join(' ') ?? ''}`;
    if (
      call &&
      /^(?:hasOwnProperty|hasOwn|call)$/.test(call.name) &&
      /hasOwn/.test(node.text) &&
      isSource(given)
    ) {
      yield {
        at: node,
        why: `Data that was parsed from JSON can have a property __proto__ of its own, which ${snippet(call.name === 'call' ? 'hasOwnProperty' : call.name)}() lets through. ${families.prototype.instead}`,
      };
    } else if (call && isFrozen) {
      yield {
        at: node,
        why: `Freezing this object does not keep others from changing the prototype that all objects share. ${families.prototype.instead}`,
      };
    }
  }
}

/** The object that is copied from, by its name. */
function isSource(code: string): boolean {
  return /\b(?:src|source|from|b|obj2|other|input|data|body|defaults|opts|options|patch|update)\b/.test(
    code,
  );
}

function guardOf(node: Node): Node {
  let at = node;
  while (at.parent && /expression$|operator$/.test(at.parent.type)) at = at.parent;
  return at;
}

/** A guard for the last step, where the steps before it go on without one. */
export function* lateKeyGuards(look: Look): Generator<Suspect> {
  if (!look.families.has('prototype')) return;
  for (const node of look.nodes('if_statement')) {
    const condition = node.childForFieldName('condition');
    if (!condition || !look.isNew(condition) || !/__proto__/.test(condition.text)) continue;
    const owner = functionOf(node);
    const name = (owner.childForFieldName('name') ?? owner.parent?.childForFieldName('name'))?.text;
    if (name === undefined) continue;
    const block = node.parent;
    const descent = owner
      .descendantsOfType('call_expression')
      .find((one) => callOf(one)?.name === name && /\[\w+\]/.test(one.text));
    if (!descent || !block) continue;
    const isCovered =
      isWithin(descent, node) || (isWithin(descent, block) && descent.startIndex > node.startIndex);
    if (isCovered) continue;
    yield {
      at: condition,
      why: `${snippet(descent.text)} goes down into the prototype without this check. Check the name before it.`,
    };
  }
}

function isWithin(inner: Node, outer: Node): boolean {
  return inner.startIndex >= outer.startIndex && inner.endIndex <= outer.endIndex;
}
