import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import { functionOf, isFunction, leaves, wordsIn } from '../around';
import { callOf, callTypes, plain } from './code';
import type { Look, Suspect } from './look';

const cleaning =
  /^(?:sanitize|sanitise|escape|encode|clean|purify|strip|filter|normalize|replace|trim|quote|basename|hash|validate)/i;
/** Methods that answer with a new value and leave the old one as it is. */
const pureMethods =
  /^(?:replace|replaceAll|trim|toLowerCase|toUpperCase|slice|substring|normalize|strip|lower|upper|filter|concat|lstrip|rstrip|basename|resolve|escape|quote|encodeURIComponent|encodeURI|sanitize|sanitizeHtml|escapeHtml|filterXSS)$/;

/** A cleaned value that nobody uses. */
export function* unusedResults(look: Look): Generator<Suspect> {
  for (const node of look.nodes('expression_statement')) {
    const call = callOf(plain(node.firstNamedChild ?? node));
    if (!call || !pureMethods.test(call.name) || !isValueOnly(call.name, call.object)) continue;
    yield {
      at: node,
      why: `The answer of ${snippet(call.name)}() is thrown away, so that the value stays as it was. Use the answer.`,
      outcome:
        /^(?:replace|replaceAll|trim|toLowerCase|toUpperCase|strip|encodeURIComponent)$/.test(
          call.name,
        )
          ? 'fail'
          : undefined,
    } as Suspect;
  }
  for (const node of look.nodes('variable_declarator', 'assignment')) {
    const target = node.childForFieldName('name') ?? node.childForFieldName('left');
    const value = node.childForFieldName('value') ?? node.childForFieldName('right');
    const call = value && callOf(plain(value));
    if (!target || target.type !== 'identifier' || !call || !cleaning.test(call.name)) continue;
    if (/^export|^module/.test(node.parent?.parent?.type ?? '') || target.text.startsWith('_'))
      continue;
    if (!look.isNew(node) || countOf(target.text, look.root.text) > 1) continue;
    const given = call.args[0] ?? call.object;
    yield {
      at: node,
      why: `${snippet(target.text)} is made by ${snippet(call.name)}(), but nothing uses it: ${snippet(given?.text ?? 'the value')} goes on as it was. Use ${snippet(target.text)} instead.`,
      outcome: 'fail',
    };
  }
}

function isValueOnly(name: string, object: Node | null): boolean {
  if (!object)
    return /^(?:escape|quote|encodeURIComponent|encodeURI|sanitize|sanitizeHtml|escapeHtml|filterXSS)$/.test(
      name,
    );
  if (/^(?:replace|filter|resolve|slice|escape|sanitize)$/.test(name)) {
    return !/^(?:history|location|window|router|\$\w*|app|path|Promise|deferred|navigator|this|self|db|query|validator)\b|\$\(|body\(|check\(|param\(/.test(
      object.text,
    );
  }
  return !/body\(|check\(|param\(|query\(/.test(object.text);
}

function countOf(name: string, text: string): number {
  const pattern = new RegExp(`(?<![\\w$])${name.replace(/\$/g, '\\$')}(?![\\w$])`, 'g');
  return text.match(pattern)?.length ?? 0;
}

const sinkCall =
  /^(?:query|execute|executemany|raw|exec|execSync|spawn|execFile|system|popen|run|sendFile|readFile|readFileSync|createReadStream|writeFile|writeFileSync|unlink|unlinkSync|open|redirect|send|write|fetch|get|eval|findOne|find|save|update|create|destroy|send_file|sendfile|loads|load)$/;

/** A check that comes only after what it is to prevent. */
export function* lateChecks(look: Look): Generator<Suspect> {
  for (const node of look.nodes('if_statement')) {
    const condition = node.childForFieldName('condition');
    if (!condition || !look.isNew(condition) || !leaves(node.childForFieldName('consequence')))
      continue;
    const owner = functionOf(node);
    const block = node.parent;
    if (!isFunction(owner) || !block) continue;
    const names = [...wordsIn(condition.text)].filter(
      (one) => one.length > 2 && !keyword.test(one),
    );
    const earlier: Node[] = [];
    for (let at = node.previousNamedSibling; at; at = at.previousNamedSibling) earlier.unshift(at);
    const used = earlier.flatMap((one) => sinksOn(one, names));
    const [sink] = used;
    if (!sink || isMadeBy(sink, names)) continue;
    const later: Node[] = [];
    for (let at = node.nextNamedSibling; at; at = at.nextNamedSibling) later.push(at);
    const name = names.find((one) => wordsIn(sink.text).has(one));
    if (name === undefined || later.some((one) => sinksOn(one, [name]).length > 0)) continue;
    if (earlier.some((one) => setsName(one, name, sink))) continue;
    yield {
      at: condition,
      why: `${snippet(condition.text)} is checked only after ${snippet(sink.text)} has used ${snippet(name)} at line ${sink.startPosition.row + 1}. Check it before.`,
    };
  }
}

const keyword =
  /^(?:const|let|var|new|not|and|the|req|res|body|query|params|request|response|length|typeof|undefined|null|None|true|false|includes|startsWith|test|this|self|len|error|err|result|data|user|status|path|args|get|has|is)$/;

function sinksOn(statement: Node, names: readonly string[]): readonly Node[] {
  return statement.descendantsOfType([...callTypes]).filter((one) => {
    const call = callOf(one);
    if (!call || !sinkCall.test(call.name)) return false;
    const words = new Set(call.args.flatMap((arg) => [...wordsIn(arg.text.slice(0, 500))]));
    return names.some((name) => words.has(name));
  });
}

/** The check is on what the call gave. */
function isMadeBy(sink: Node, names: readonly string[]): boolean {
  for (let at: Node | null = sink; at; at = at.parent) {
    if (/^(?:variable_declarator|assignment|assignment_expression)$/.test(at.type)) {
      const target = at.childForFieldName('name') ?? at.childForFieldName('left');
      const made = wordsIn(target?.text ?? '');
      return names.some((name) => made.has(name));
    }
    if (/statement$/.test(at.type)) return false;
  }
  return false;
}

/** A name that is first set from what the sink gave is another value. */
function setsName(statement: Node, name: string, sink: Node): boolean {
  if (statement.startIndex < sink.startIndex) return false;
  return new RegExp(`(?<![\\w$.])${name}\\s*=[^=]`).test(statement.text.slice(0, 300));
}
