import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf } from '../around';
import { asksTheServer, isSaidByClient } from './client';
import { callOf, callTypes, optionsIn, stringOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

const routeCall = /^(?:get|post|put|patch|delete|all|use|route)$/;

/** Who may do what, decided by what the client says, or not decided at all. */
export function* weakAccess(look: Look): Generator<Suspect> {
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call) continue;
    if (/rate_?limit|limiter|slowDown|brute/i.test(call.name))
      yield* limitReasons(call.node, optionsIn(call));
  }
  if (!look.families.has('access')) return;
  yield* renamedRoutes(look);
  yield* clientSays(look);
  yield* saidOfItself(look);
}

/** A limit that is a number of requests in a time. */
function* limitReasons(at: Node, options: ReadonlyMap<string, Node>): Generator<Suspect> {
  const key = options.get('keyGenerator')?.text ?? '';
  if (
    /x-forwarded-for|x-real-ip|true-client-ip|cf-connecting-ip|user-agent|req\.(?:body|query)|headers\s*[[.(]/i.test(
      key,
    )
  ) {
    yield {
      at: options.get('keyGenerator') ?? at,
      why: 'The limit is counted by something that a client may set as it likes, and then counts from zero. Count by the address of the connection or by the account.',
    };
  }
  const max = numberOf(options.get('max') ?? options.get('limit') ?? options.get('points'));
  if (max !== undefined && (max === 0 || max >= 1000)) {
    yield {
      at: options.get('max') ?? options.get('limit') ?? at,
      why: `A limit of ${max} requests stops no one who guesses. Set it to what a person needs.`,
    };
  }
  const time = numberOf(options.get('windowMs'));
  if (time !== undefined && time < 5000) {
    yield {
      at: options.get('windowMs') ?? at,
      why: `A window of ${time} milliseconds is over before it counts much. Use minutes.`,
    };
  }
  const skip = options.get('skip')?.text ?? '';
  if (/=>\s*true|return\s+true/.test(skip)) {
    yield {
      at: options.get('skip') ?? at,
      why: 'The limit is skipped for every request.',
      outcome: 'fail',
    };
  }
}

function numberOf(node: Node | undefined): number | undefined {
  const code = node?.text.replace(/_/g, '') ?? '';
  if (!/^[\d\s*.]+$/.test(code) || code.trim() === '') return undefined;
  return code.split('*').reduce((product, factor) => product * Number(factor), 1);
}

/** A route that is only called something else. */
function* renamedRoutes(look: Look): Generator<Suspect> {
  const other = squeezed(look.other);
  const own = squeezed(look.root.text);
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const [first, ...rest] = call?.args ?? [];
    const path = stringOf(first);
    if (
      !call?.object ||
      !routeCall.test(call.name) ||
      !first ||
      path === undefined ||
      rest.length === 0
    )
      continue;
    if (!path.startsWith('/') || !look.isNew(first)) continue;
    const handlers = squeezed(rest.map(({ text }) => text).join(','));
    const head = squeezed(`${call.object.text}.${call.name}(`);
    const quoted = squeezed(first.text);
    const before = new RegExp(
      `${escaped(head)}(['"\`][^'"\`]*['"\`]),${escaped(handlers.slice(0, 500))}`,
    ).exec(other)?.[1];
    if (before === undefined || before === quoted || own.includes(`${head}${before},`)) continue;
    if (other.includes(`${head}${quoted},`)) continue;
    yield {
      at: first,
      why: `The route is only called ${snippet(first.text)} instead of ${snippet(before)}: whoever finds the name gets in. ${families.access.instead}`,
    };
  }
  for (const node of look.nodes('pair')) {
    if (node.childForFieldName('key')?.text !== 'path') continue;
    const value = node.childForFieldName('value');
    const holder = node.parent;
    if (
      !value ||
      !holder ||
      stringOf(value) === undefined ||
      !/component|loadChildren|element|matcher/.test(holder.text)
    )
      continue;
    const rest = squeezed(holder.text).split(squeezed(node.text));
    const before = new RegExp(
      `${escaped(rest[0] ?? '')}path:(['"\`][^'"\`]*['"\`])${escaped(rest[1] ?? '')}`,
    ).exec(other)?.[1];
    if (before === undefined || before === squeezed(value.text)) continue;
    yield {
      at: node,
      why: `The page is only called ${snippet(value.text)} instead of ${snippet(before)}, and its name stands in the code that every browser gets. ${families.access.instead}`,
    };
  }
}

const ownerName =
  /^(?:user_?id|owner(?:_?id)?|account_?id|customer_?id|role|is_?admin|uid|author(?:_?id)?|email)$/i;
const header =
  /@(?:Headers?|Query|Body|Cookies)\(\s*['"][\w-]*(?:user|owner|account|customer|tenant|member|admin|role)[\w-]*['"]\s*\)/i;

/** Whose something is; an address or a role is asked for in other places, too. */
const ownership = /(?:^|[._])(?:user|owner|account|customer|author|tenant|member)(?:_?id)?$/i;

/** Ownership or a role that is taken from the request. */
function* clientSays(look: Look): Generator<Suspect> {
  for (const { at, name, value } of conditionsOn(look)) {
    const isOwner = ownerName.test(name) || ownership.test(name);
    if (!isOwner || !isSaidByClient(value)) continue;
    if (asksTheServer(functionOf(at).text) && value.type !== 'member_expression') continue;
    yield {
      at,
      why: `${snippet(value.text)} is what the client says, who may name anybody. ${families.access.instead}`,
    };
  }
  for (const node of look.nodes('if_statement')) {
    const condition = node.childForFieldName('condition');
    if (!condition || !look.isNew(condition)) continue;
    const said =
      /\breq(?:uest)?\.(?:body|query|headers|cookies)\s*[.[]\s*['"]?(?:role|is_?admin|admin|user_?id|x-(?:role|admin|user)[\w-]*)\b/i.exec(
        condition.text,
      )?.[0];
    const owned = said === undefined ? ownedBy(condition) : undefined;
    if (owned) {
      yield {
        at: condition,
        why: `${snippet(owned.text)} is what the client says, who may name anybody. ${families.access.instead}`,
      };
    }
    if (said === undefined || /session|token|\breq\.user\b|jwt/i.test(condition.text)) continue;
    yield {
      at: condition,
      why: `${snippet(said)} is what the client says of itself. ${families.access.instead}`,
    };
  }
}

/** A parameter that a framework fills with what the client says of itself. */
function* saidOfItself(look: Look): Generator<Suspect> {
  for (const node of look.nodes('required_parameter', 'optional_parameter')) {
    if (!look.isNew(node) || !header.test(node.text)) continue;
    yield {
      at: node,
      why: `${snippet(node.text)} is what the client says of itself. ${families.access.instead}`,
    };
  }
}

interface Filter {
  readonly at: Node;
  readonly name: string;
  readonly value: Node;
}

/** What records are looked for by: `where: { userId }`, `filter_by(owner_id=…)`, `Note.owner_id == …`. */
function* conditionsOn(look: Look): Generator<Filter> {
  for (const node of look.nodes('pair', 'shorthand_property_identifier')) {
    const key = node.childForFieldName('key') ?? node;
    const value = node.childForFieldName('value') ?? node;
    if (!/\bwhere\b/.test(node.parent?.parent?.text.slice(0, 200) ?? '')) continue;
    yield { at: node, name: stringOf(key) ?? key.text, value };
  }
  for (const node of look.nodes('keyword_argument')) {
    const [name, value] = [node.childForFieldName('name'), node.childForFieldName('value')];
    const callee = node.parent?.parent?.childForFieldName('function')?.text ?? '';
    if (!name || !value || !finder.test(callee)) continue;
    yield { at: node, name: name.text, value };
  }
  for (const node of look.nodes('comparison_operator')) {
    const [left, right] = node.namedChildren;
    const callee = node.parent?.parent?.childForFieldName('function')?.text ?? '';
    if (left && right && finder.test(callee)) yield { at: node, name: left.text, value: right };
  }
}

const finder =
  /\.(?:filter|filter_by|where|get|exclude|get_object_or_404|first_or_404)$|get_object_or_404$/;

/** The part of a condition that the client says, where it is compared with whose something is. */
function ownedBy(condition: Node): Node | undefined {
  if (asksTheServer(condition.text)) return undefined;
  for (const one of [
    condition,
    ...condition.descendantsOfType(['binary_expression', 'comparison_operator']),
  ]) {
    const [left, right] = one.namedChildren;
    if (!left || !right || !/^(?:binary_expression|comparison_operator)$/.test(one.type)) continue;
    const middle = one.text.slice(
      left.endIndex - one.startIndex,
      right.startIndex - one.startIndex,
    );
    if (!/^(?:[!=]==?)$/.test(middle.trim())) continue;
    if (ownership.test(left.text) && isSaidByClient(right)) return right;
    if (ownership.test(right.text) && isSaidByClient(left)) return left;
  }
  return undefined;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
