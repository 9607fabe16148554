import { functionAround, javascriptCall } from '../flow/javascript';
import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { detected } from './options';
import { handlerOf, routesIn, routeWords } from './routes';
import type { Rule } from './rule';
import { snippet } from './rule';

/** Callbacks that run before the call that gets them returns, or whose errors become a promise's. */
const caught =
  /^(map|forEach|filter|some|every|find|findIndex|findLast|flatMap|reduce|reduceRight|sort|replace|replaceAll|then|catch|finally|Promise|each|times|from|describe|it|test|transaction)$/;

/** An error in a callback, which nobody catches: the server ends. */
export const handlerCrash: Rule = {
  id: 'handler-crash',
  title: 'An error in a callback ends the server',
  cwe: ['CWE-248', 'CWE-730', 'CWE-400'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'A framework catches what a handler throws, but not what a callback throws later; Node ends the process then.',
    attack: 'One request that makes it fail ends the server for everybody.',
    fix: 'Hand the error on with next(error), or answer with a status, and return.',
    sources: [
      'https://cwe.mitre.org/data/definitions/248.html',
      'https://expressjs.com/en/guide/error-handling.html',
    ],
  },
  topic: /server.?crash|uncaught|unhandled/i,
  words: ['throw'],
  needs: [routeWords],
  detect(file) {
    if (/uncaughtException/.test(file.text)) return [];
    return routesIn(file)
      .flatMap(({ handlers }) => handlers.flatMap((one) => handlerOf(one, file) ?? []))
      .filter((handler, at, all) => all.indexOf(handler) === at)
      .flatMap((handler) =>
        handler
          .descendantsOfType('throw_statement')
          .filter((statement) => endsServer(statement, handler))
          .map((statement) =>
            detected(
              handlerCrash,
              statement,
              `${snippet(file.code(statement))} stands in a callback, where nobody catches it.`,
            ),
          ),
      );
  },
};

function endsServer(statement: Node, handler: Node): boolean {
  const owner = functionAround(statement);
  if (!owner || owner === handler || isCaught(statement, owner)) return false;
  const list = owner.parent;
  const call = list?.type === 'arguments' && list.parent ? javascriptCall(list.parent) : undefined;
  if (!call || /^async\b/.test(owner.text.slice(0, 6))) return false;
  return !caught.test(nameOf(call) || call.callee.text);
}

function isCaught(statement: Node, owner: Node): boolean {
  for (let at = statement; at.parent && at !== owner; at = at.parent) {
    const { parent } = at;
    if (parent.type !== 'try_statement' || parent.childForFieldName('body') !== at) continue;
    if (parent.childForFieldName('handler')) return true;
  }
  return false;
}
