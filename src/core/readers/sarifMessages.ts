import { get, isObject, list, prose, token } from './json';
import { shorten } from './problems';

/** The plain text of a `message`. `textOf` answers for a message that has only an id. */
export function readMessage(
  message: unknown,
  textOf: (id: string) => string | undefined,
): string | undefined {
  if (message === undefined) return undefined;
  const id = token(get(message, 'id'), 1000);
  const found = plainText(message) ?? (id === undefined ? undefined : textOf(id));
  const values = get(message, 'arguments');
  return found !== undefined && Array.isArray(values) ? fillIn(found, list(values)) : found;
}

/** The text, or the markdown where there is no other. */
export function plainText(value: unknown): string | undefined {
  return prose(get(value, 'text')) ?? prose(get(value, 'markdown'));
}

/** Texts by message id. */
type Texts = ReadonlyMap<string, string>;

/** Looks up what a run says for a message id: in the rule, the driver, extensions, translations. */
export function readTexts(
  run: unknown,
): (id: string, ruleId: string | undefined, rule: unknown) => string | undefined {
  const tool = get(run, 'tool');
  const translations = list(get(run, 'translations'));
  const components = [get(tool, 'driver'), ...list(get(tool, 'extensions')), ...translations];
  let shared: Texts | undefined;
  let translated: ReadonlyMap<string, unknown> | undefined;
  return (id, ruleId, rule) => {
    const own = plainText(get(get(rule, 'messageStrings'), id));
    if (own !== undefined) return own;
    shared ??= sharedTexts(components);
    translated ??= rulesById(translations);
    const other = ruleId === undefined ? undefined : translated.get(ruleId);
    return shared.get(id) ?? plainText(get(get(other, 'messageStrings'), id));
  };
}

function sharedTexts(components: readonly unknown[]): Texts {
  const texts = new Map<string, string>();
  for (const component of components) {
    for (const key of ['messageStrings', 'globalMessageStrings']) {
      const strings = get(component, key);
      for (const id of isObject(strings) ? Object.keys(strings) : []) {
        const text = texts.has(id) ? undefined : plainText(get(strings, id));
        if (text !== undefined) texts.set(id, text);
      }
    }
  }
  return texts;
}

function rulesById(components: readonly unknown[]): ReadonlyMap<string, unknown> {
  const rules = new Map<string, unknown>();
  for (const rule of components.flatMap((one) => list(get(one, 'rules')))) {
    const id = token(get(rule, 'id'), 1000);
    if (id !== undefined && !rules.has(id)) rules.set(id, rule);
  }
  return rules;
}

/** A few letters of a result can ask for all of a rule's text, so what they make is kept short. */
const maxFilledLength = 2000;

/** Puts the arguments into `{0}`, `{1}`, …, up to the limit. */
function fillIn(text: string, values: readonly unknown[]): string {
  let filled = '';
  let at = 0;
  for (const match of text.matchAll(/\{(\d{1,3})\}|\{\{|\}\}/g)) {
    const value = match[1] === undefined ? match[0][0] : values[Number(match[1])];
    filled += text.slice(at, match.index) + (typeof value === 'string' ? value : match[0]);
    at = match.index + match[0].length;
    if (filled.length > maxFilledLength) break;
  }
  return shorten(filled + text.slice(at), maxFilledLength);
}

/** The text without SARIF's embedded links: their targets mean nothing outside the report. */
export function withoutLinks(text: string): string {
  if (!text.includes('](')) return text;
  return text.replace(/\[([^[\]]*)\]\((?:\d+|sarif:[^()\s]*)\)/g, '$1');
}
