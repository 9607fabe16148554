import type { Node } from '../../syntax';
import { functionOf } from '../around';

const request = '(?:this\\.|self\\.|flask\\.)?(?:req|request|ctx|ctx\\.request|ctx\\.req|c\\.req)';
/** The parts of a request that whoever sends it may fill as they like. */
const said = new RegExp(
  `(?<![\\w$.])${request}\\.(?:body|query|params|headers?|cookies|get|args|form|json|get_json|values|data|GET|POST|META|COOKIES|query_params|param|queries)\\b`,
);
const whole = new RegExp(
  `^(?:await\\s+)?(?:dict\\()?${request}\\.(?:body|query|form|data|POST|json(?:\\(\\))?|get_json\\([^()]*\\))(?:\\.copy\\(\\)|\\.to_dict\\(\\))?\\)?$`,
);
/** What the server knows of who asks. */
const known = /\bsession\b|current_?user|(?:req|request|ctx(?:\.state)?|locals)\.(?:user|auth)\b/i;

const decorated = /@(?:Body|Query|Headers?|Param|Cookies)\b/;

/** Whether a value is what the client says, by its code and by where its function has it from. */
export function isSaidByClient(node: Node): boolean {
  return sources(node).some(
    (code) => (said.test(code) || decorated.test(code)) && !known.test(code),
  );
}

/** Whether a value is all the fields that the client sends, however many. */
export function isWholeBody(node: Node): boolean {
  return sources(node).some((code) => whole.test(code) || /@Body\(\)/.test(code));
}

/** Whether code asks what the server itself knows of who asks. */
export function asksTheServer(code: string): boolean {
  return known.test(code);
}

/** Its own code, and that of what a name is set to in the functions around it. */
function sources(node: Node): readonly string[] {
  const own = node.text.slice(0, 500);
  if (!/^(?:identifier|shorthand_property_identifier)$/.test(node.type)) return [own];
  const around = outermostFunction(node);
  const found: string[] = [own];
  for (const one of around.descendantsOfType(['variable_declarator', 'assignment'])) {
    const target = one.childForFieldName('name') ?? one.childForFieldName('left');
    const value = one.childForFieldName('value') ?? one.childForFieldName('right');
    if (!target || !value) continue;
    const isSet =
      target.text === own || (target.type === 'object_pattern' && holds(target.text, own));
    if (isSet) found.push(value.text.slice(0, 500));
  }
  const parameters = functionOf(node).childForFieldName('parameters')?.namedChildren ?? [];
  for (const one of parameters) {
    if (decorated.test(one.text) && holds(one.text, own)) found.push(one.text);
  }
  return found;
}

function outermostFunction(node: Node): Node {
  let found = functionOf(node);
  while (found.parent) {
    const next = functionOf(found.parent);
    if (!next.parent) return found;
    found = next;
  }
  return found;
}

function holds(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}(?![\\w$])`).test(code);
}
