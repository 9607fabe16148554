import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf, isFunction, leaves, wordsIn } from '../around';
import { callOf, callTypes, plain, refusesClearly, stringOf } from './code';
import type { Look, Suspect } from './look';
import { isAside } from './prefixes';
import { textTests } from './textTests';

const good =
  /^!?\(?(?:await\s+)?[\w$.]*?(?:is|has|can|was|should)?_?(?:allowed|valid|authori[sz]ed|authenticated|permitted|trusted|whitelisted|admin|safe|member|owner|logged_?in)(?:\(|$)/i;
const allowName = /allow|white|permit|trusted|safe/i;

/** Guards that turn away what they are to let through. */
export function* reversedGuards(look: Look): Generator<Suspect> {
  for (const node of look.nodes('if_statement', 'elif_clause')) {
    const condition = node.childForFieldName('condition');
    const branch = node.childForFieldName('consequence');
    if (!condition || !branch || !look.isChanged(condition)) continue;
    const asked = plain(condition).text;
    if (
      good.test(asked) &&
      !/^!|^not\b|&&|\|\||===|!==/.test(asked) &&
      leaves(branch) &&
      branch.namedChildCount <= 3 &&
      refusesClearly(branch) &&
      !/(?:in|un|not|dis)_?(?:valid|safe|auth|allowed|trusted|permitted)/i.test(asked)
    ) {
      yield {
        at: condition,
        why: `${snippet(asked)} turns away what is allowed, and lets the rest through. Turn the condition round.`,
      };
      continue;
    }
    const turned = turnedRound(node, condition, branch, look);
    if (turned !== undefined) {
      yield {
        at: condition,
        why: `${snippet(asked)} is the opposite of ${snippet(turned)}, which stood before the same code. See which of the two is meant.`,
      };
    }
  }
  for (const test of textTests(look)) {
    if (test.polarity !== 'rejects') continue;
    const name = test.needle?.text ?? '';
    const isAllowed =
      (test.kind === 'isOne' &&
        /^[\w.]+$/.test(name) &&
        allowName.test(name) &&
        !/dis|not|un/i.test(name)) ||
      (test.kind === 'starts' && /\bsep\b/.test(name));
    const branch = branchOf(test.at);
    if (isAllowed && branch && refusesClearly(branch)) {
      yield {
        at: test.at,
        why: `${snippet(test.at.text)} turns away what is allowed, and lets the rest through. Turn the condition round.`,
      };
    }
  }
}

function branchOf(test: Node): Node | null {
  for (let at = test.parent; at; at = at.parent) {
    if (at.type === 'if_statement') return at.childForFieldName('consequence');
    if (/statement$/.test(at.type)) return null;
  }
  return null;
}

/** The condition that stood before the same code, when this one is its opposite. */
function turnedRound(node: Node, condition: Node, branch: Node, look: Look): string | undefined {
  if (branch.text.length < 8 || node.text.length > 3000) return undefined;
  const other = squeezed(look.other);
  const body = squeezed(branch.text);
  const now = squeezed(plain(condition).text);
  const isThere = (one: string) =>
    other.includes(`if(${one})${body}`) || other.includes(`if${one}:${body}`);
  if (isThere(now)) return undefined;
  return opposites(now).find(isThere);
}

function opposites(condition: string): readonly string[] {
  const swaps: readonly (readonly [string, string])[] = [
    ['!==', '==='],
    ['===', '!=='],
    ['>=', '<'],
    ['<=', '>'],
  ];
  const swapped = swaps.flatMap(([from, to]) =>
    condition.split(from).length === 2 ? [condition.replace(from, to)] : [],
  );
  const inner = /^!\((.*)\)$|^!(.*)$|^not(.*)$/.exec(condition);
  return [
    ...swapped,
    `!${condition}`,
    `!(${condition})`,
    `not${condition}`,
    ...(inner ? [inner[1] ?? inner[2] ?? inner[3] ?? ''] : []),
  ];
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

const answering =
  /^(?:return\s+)?(?:res|response|ctx|reply)\b[^;]*\.(?:status|sendStatus|writeHead|redirect|code)\s*\(\s*[45]\d\d|^next\s*\(\s*(?:new\s|err|create)/;

/** Guards that answer with a refusal and then go on all the same. */
export function* goingOn(look: Look): Generator<Suspect> {
  for (const node of look.nodes('if_statement')) {
    const branch = node.childForFieldName('consequence');
    const condition = node.childForFieldName('condition');
    if (!branch || !condition || !look.isNew(node) || node.childForFieldName('alternative'))
      continue;
    const statements = branch.type === 'statement_block' ? branch.namedChildren : [branch];
    const refusal = statements.find(({ text }) => answering.test(text));
    if (!refusal || leaves(branch) || !goesOn(node)) continue;
    yield {
      at: refusal,
      why: `After this refusal the code goes on and does what it was to be kept from. Return after it.`,
    };
  }
}

/** Whether something is still done after a statement, up to the end of its function. */
function goesOn(node: Node): boolean {
  for (let at: Node | null = node; at && !isFunction(at); at = at.parent) {
    const next: Node | null = at.nextNamedSibling;
    if (next && /_statement$|_declaration$/.test(next.type) && !/^return\s*;?$/.test(next.text))
      return true;
    if (/^(?:else_clause|switch_case)$/.test(at.type)) return false;
  }
  return false;
}

/** A text that is checked, where another one is used. */
export function* otherNames(look: Look): Generator<Suspect> {
  const concerned = ['sql', 'command', 'path', 'address', 'markup'] as const;
  if (!concerned.some((one) => look.families.has(one))) return;
  for (const test of textTests(look)) {
    const holder = branchOf(test.at)?.parent;
    if (test.polarity === 'unknown' || !holder || isAside(test.value)) continue;
    const owner = functionOf(holder);
    const names = rootsOf(test.value);
    if (
      !isFunction(owner) ||
      names.length === 0 ||
      names.some((one) => /^(?:this|self)\b/.test(one))
    )
      continue;
    const later = owner.text
      .slice(holder.startIndex - owner.startIndex)
      .replace(plain(holder.childForFieldName('condition') ?? holder).text, '');
    const used = names.flatMap((one) => [one, ...madeFrom(one, owner)]);
    if (used.some((one) => holds(later, one))) continue;
    yield {
      at: test.at,
      why: `${snippet(test.value.text)} is checked, but nothing after it uses it: what is used goes unchecked. Check the value that is used.`,
    };
  }
}

/** The names or properties that a test is about, without the methods on them. */
function rootsOf(node: Node): readonly string[] {
  const text = /^[\w$]+(?:\.[\w$]+)*/.exec(node.text)?.[0] ?? '';
  if (text === node.text) return [text];
  const isCalled = node.text.slice(text.length).startsWith('(');
  const owner = text.replace(/\.?[\w$]+$/, '');
  const isMade =
    /\b(?:resolve|join|normalize|relative|basename|abspath|realpath|String|parse)$/.test(text);
  if (isCalled && owner !== '' && !isMade) return [owner];
  return [...wordsIn(node.text)].filter(
    (one) => !isGiven.test(one) && one !== text && !text.startsWith(`${one}.`),
  );
}

/** What a name is made from in the function, and from what that is. */
function madeFrom(name: string, owner: Node): readonly string[] {
  const [first = name] = name.split('.');
  const found = new Set<string>(isGiven.test(first) ? [] : [first]);
  const add = (code: string) => {
    for (const word of wordsIn(code)) if (!isGiven.test(word)) found.add(word);
  };
  for (const node of owner.descendantsOfType([
    'variable_declarator',
    'assignment',
    'assignment_expression',
  ])) {
    const target = node.childForFieldName('name') ?? node.childForFieldName('left');
    const value = node.childForFieldName('value') ?? node.childForFieldName('right');
    if (!target || !value || value.text.length > 500) continue;
    const has = (code: string) => [...wordsIn(code)].some((one) => found.has(one));
    if (has(target.text)) add(value.text);
    else if (has(value.text)) add(target.text);
  }
  return [...found];
}

/** What every handler gets says nothing of one value in it. */
const isGiven =
  /^(?:req|request|res|response|ctx|body|query|params|headers|args|form|const|let|new|await|String|Number)$/;

function holds(text: string, name: string): boolean {
  const pattern = name.replace(/[.$]/g, '\\$&');
  return new RegExp(`(?<![\\w$.])${pattern}(?![\\w$])`).test(text);
}

const guardName =
  /auth|guard|deny|limit|verify|protect|allow|permission|admin|restrict|csrf|helmet/i;

/** A middleware that is put behind the routes that it is to guard. */
export function* lateMiddleware(look: Look): Generator<Suspect> {
  if (!look.families.has('access')) return;
  for (const node of look.nodes('expression_statement')) {
    const call = callOf(plain(node.firstNamedChild ?? node));
    if (!call?.object || !/^(?:use|all)$/.test(call.name) || !look.isNew(node)) continue;
    const path = stringOf(call.args[0]);
    const handlers = call.args.slice(path === undefined ? 0 : 1);
    if (handlers.length === 0 || !handlers.every(({ text }) => guardName.test(text.slice(0, 80))))
      continue;
    const router = call.object.text;
    for (let at = node.previousNamedSibling; at; at = at.previousNamedSibling) {
      const route = callOf(plain(at.firstNamedChild ?? at));
      const guarded = stringOf(route?.args[0]);
      if (route?.object?.text !== router || !/^(?:get|post|put|patch|delete)$/.test(route.name))
        continue;
      if (guarded === undefined || path === undefined || !isUnder(guarded, path)) continue;
      yield {
        at: node,
        why: `The route ${snippet(guarded)} at line ${at.startPosition.row + 1} answers before this comes into play: Express goes in order. Put it before the route.`,
      };
      break;
    }
  }
}

function isUnder(route: string, path: string): boolean {
  const prefix = path.replace(/\/?\*?$/, '');
  return route === prefix || route.startsWith(`${prefix}/`);
}

/** Checks of a form, which run in the browser of whoever wants around them. */
export function* browserChecks(look: Look): Generator<Suspect> {
  const concerned = ['sql', 'command', 'path', 'access', 'code', 'prototype'] as const;
  if (!concerned.some((one) => look.families.has(one))) return;
  for (const node of look.nodes(...callTypes, 'member_expression', 'pair')) {
    const text = node.text.slice(0, 200);
    const isForm = /^(?:new\s+)?(?:Untyped)?Form(?:Control|Group)\(|^Validators\.\w+/.test(text);
    const isShown = /^(?:this\.)?\w+\.(?:disable|hide)\(\)$/.test(text);
    if (!isForm && !isShown) continue;
    yield {
      at: node,
      why: `${snippet(node.text)} works in the browser only: a request that is written by hand does not come past it. Check it on the server.`,
    };
    return;
  }
}
