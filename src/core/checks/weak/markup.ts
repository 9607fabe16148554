import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import type { Call } from './code';
import { callOf, callTypes, stringOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

const rawMarkup = /^(?:innerHTML|outerHTML|srcdoc)$/;
const rawCall =
  /^(?:insertAdjacentHTML|write|writeln|createContextualFragment|html|append|parseFromString|setHTMLUnsafe)$/;

/** Another way to write the same raw markup. */
export function* rawMarkups(look: Look): Generator<Suspect> {
  if (look.open('markup').length === 0) return;
  for (const node of look.nodes('assignment_expression')) {
    const left = node.childForFieldName('left');
    const index = stringOf(left?.childForFieldName('index'));
    const property = index ?? left?.childForFieldName('property')?.text ?? '';
    const value = node.childForFieldName('right');
    if (!value || !rawMarkup.test(property) || !isRaw(value, look)) continue;
    yield { at: node, why: reason(property) };
  }
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const given = call && (setBy(call) ?? writtenBy(call));
    if (!given || !isRaw(given.value, look)) continue;
    yield { at: node, why: reason(given.name) };
  }
}

interface Given {
  readonly name: string;
  readonly value: Node;
}

function reason(name: string): string {
  return `${snippet(name)} still takes the value as markup. ${families.markup.instead}`;
}

/** A property by its name: `setProperty(element, 'innerHTML', value)`, or one of an object that is assigned. */
function setBy({ name, args }: Call): Given | undefined {
  const last = args.at(-1);
  if (/^(?:setProperty|setAttribute|set|attr|prop)$/.test(name) && args.length > 1) {
    const property = stringOf(args.at(-2));
    const isMarkup = property !== undefined && rawMarkup.test(property);
    return isMarkup && last ? { name: property, value: last } : undefined;
  }
  if (name !== 'assign') return undefined;
  for (const pair of last?.namedChildren ?? []) {
    const key = pair.childForFieldName('key');
    const value = pair.childForFieldName('value');
    if (key && value && rawMarkup.test(stringOf(key) ?? key.text)) {
      return { name: stringOf(key) ?? key.text, value };
    }
  }
  return undefined;
}

function writtenBy({ name, object, args }: Call): Given | undefined {
  if (!object || !rawCall.test(name)) return undefined;
  if (/^(?:write|writeln)$/.test(name) && object.text !== 'document') return undefined;
  const value = args.at(name === 'parseFromString' ? 0 : -1);
  const isBuilt = value && /[<]|\+|\$\{/.test(value.text) && stringOf(value) === undefined;
  if (!value || (name === 'append' && !isBuilt)) return undefined;
  return { name: `${name}()`, value };
}

/** A value that is not written out, where markup was raw before, too. */
function isRaw(value: Node, look: Look): boolean {
  const raw =
    /(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|\.html\(|dangerouslySetInnerHTML|bypassSecurityTrust)/;
  return stringOf(value) === undefined && raw.test(look.other) && value.text.length < 2000;
}
