import type { Node } from '../syntax';
import { isResponse } from './crossSiteScripting';
import { callNamed } from './flowRule';
import { detected } from './options';
import type { ParsedFile } from './parsedFile';
import type { Rule } from './rule';
import { snippet } from './rule';

const answers = ['send', 'end', 'write', 'json', 'jsonp', 'render'];

/** The stack of an error in an answer. */
export const errorDetails: Rule = {
  id: 'stack-trace-exposure',
  title: 'An answer tells where an error happened',
  cwe: ['CWE-209', 'CWE-497', 'CWE-200'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'A stack tells which files, functions and versions a server runs.',
    attack: 'A request that is made to fail shows which library to look up known flaws of.',
    fix: 'Log the stack, and answer with a message that says nothing of the code.',
    sources: [
      'https://cwe.mitre.org/data/definitions/209.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html',
    ],
  },
  topic: /stack.?trace|error.?(detail|message|expos)|information.?expos/i,
  words: ['stack'],
  needs: [answers],
  detect: (file) =>
    file.findUsed(...answers).flatMap((name) => {
      const site = callNamed(name);
      const { receiver, method } = site?.call ?? {};
      if (!site || !receiver || !method || !isResponse(receiver, method, file)) return [];
      const stack = site.call.args.map((one) => stackIn(one, file)).find((one) => one);
      if (!stack || isForDevelopers(site.node)) return [];
      return detected(
        errorDetails,
        stack,
        `${snippet(file.code(stack))} is sent to the client, and it tells how the server is made.`,
      );
    }),
};

/** The part of an answer that is the stack of an error. */
function stackIn(value: Node, file: ParsedFile): Node | undefined {
  return [value, ...value.descendantsOfType(['identifier', 'member_expression', shorthand])].find(
    (one) => {
      if (one.type === 'member_expression')
        return one.childForFieldName('property')?.text === 'stack';
      if (one.type !== 'identifier' && one.type !== shorthand) return false;
      const definitions = file.resolve(one)?.definitions ?? [];
      return definitions.some(
        ({ value: set, path }) => path.at(-1) === 'stack' || isStack(set, path.length),
      );
    },
  );
}

const shorthand = 'shorthand_property_identifier';

function isStack(value: Node, depth: number): boolean {
  return (
    depth === 0 &&
    value.type === 'member_expression' &&
    value.childForFieldName('property')?.text === 'stack'
  );
}

/** Where a condition says that it is no server that others use. */
function isForDevelopers(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const condition = at.childForFieldName('condition')?.text ?? '';
    if (/NODE_ENV|\bdev|debug|\benv\b/i.test(condition)) return true;
  }
  return /NODE_ENV|\bis_?dev|development|debug/i.test(node.text);
}
