import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { callOf, callTypes, stringOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

const secretName =
  /secret|passw|pwd|token|api_?key|private_?key|credential|mnemonic|seed|auth_?key|\bkey\b|encryption/i;

/** A secret that only moves within the code. */
export function* movedSecrets(look: Look): Generator<Suspect> {
  if (!look.families.has('secret')) return;
  for (const node of look.nodes('string', 'template_string')) {
    const text = stringOf(node);
    if (text === undefined || text.length < 6 || !look.isNew(node) || isName(text)) continue;
    const holder = holderOf(node);
    if (holder === undefined) continue;
    yield {
      at: node,
      why: `The secret still stands in the code, as ${holder}. ${families.secret.instead}`,
    };
  }
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const isDecoded =
      /^(?:atob|b64decode|unhexlify)$/.test(call?.name ?? '') ||
      (call?.name === 'from' && call.object?.text === 'Buffer' && call.args.length === 2) ||
      (call?.name === 'fromCharCode' && call.args.length > 3);
    const isWritten = call?.args.some(
      (one) => stringOf(one) !== undefined || one.type === 'number',
    );
    if (call && isDecoded && isWritten === true) {
      yield {
        at: node,
        why: `${snippet(node.text)} is read by anybody who has the code: an encoding hides nothing. ${families.secret.instead}`,
      };
    }
  }
}

/** Names of variables, files and settings are no secrets. */
function isName(text: string): boolean {
  return /^[A-Z][A-Z0-9_]+$|^[a-z]+(?:[-_.][a-z]+)*$|^\.{0,2}\/|[.!?]$|^(?:utf-?8|base64|hex|[HRE]S\d{3})$/.test(
    text,
  );
}

/** What a string is the value of, when that is a secret by its name. */
function holderOf(node: Node): string | undefined {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (
      /^(?:variable_declarator|assignment|assignment_expression|pair|keyword_argument)$/.test(
        parent.type,
      )
    ) {
      const target = ['name', 'left', 'key'].flatMap(
        (field) => parent.childForFieldName(field) ?? [],
      )[0];
      if (!target || target.id === at.id || !secretName.test(target.text)) return undefined;
      const isFallback = at.id !== node.id && /\|\||\?\?|getenv|environ/.test(at.text);
      return isFallback
        ? `the value for when ${snippet(target.text)} is not set`
        : snippet(target.text);
    }
    if (/_expression$|operator$|^arguments$|^argument_list$|^call/.test(parent.type)) continue;
    return undefined;
  }
  return undefined;
}
