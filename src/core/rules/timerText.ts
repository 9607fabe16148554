import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import { hole, type HolePiece, piecesOf, unitsOf } from './pieces';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

const call = /^\s*((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*)\s*\(\s*(.*?)\s*\)\s*;?\s*$/;
const plain = /^(?:-?\d+(?:\.\d+)?|true|false|null|'[^'"\\]*'|"[^'"\\]*")$/;

/** `setTimeout("greet('" + name + "')", 9)` becomes `setTimeout(() => greet(String(name)), 9)`. */
export function asFunction(value: Node, file: ParsedFile): RecipeResult {
  const pieces = piecesOf(value, file);
  if (!pieces) return refuse('The code that the timer runs is not put together here.');
  const text = unitsOf(pieces, file)
    ?.map(({ character }) => character)
    .join('');
  const [, name = '', list = ''] = call.exec(text ?? '') ?? [];
  if (name === '') return refuse('The code that the timer runs is not one plain call.');
  const root = name.split('.')[0] ?? name;
  if (file.named(root).some(({ node }) => !isGlobal(node))) {
    return refuse(
      `${snippet(root)} is also a name inside a function, and the text means the global one.`,
    );
  }
  const values = pieces.filter((one): one is HolePiece => one.kind === 'hole');
  const given = list === '' ? [] : list.split(/(?<!\s)\s*,\s*/);
  const texts: string[] = [];
  for (const one of given) {
    const isText = /^(['"])(.)\1$/.exec(one)?.[2] === hole;
    const next = isText ? values.shift() : undefined;
    if (next) {
      const { expression } = next;
      if (expression.type !== 'identifier' || !file.resolve(expression)?.constant) {
        return refuse(`${snippet(file.code(expression))} may be another when the timer fires.`);
      }
      texts.push(`String(${file.code(expression)})`);
    } else if (plain.test(one)) texts.push(one);
    else
      return refuse('A value stands in the code without quotes, so it may be code by intention.');
  }
  const says = snippet(file.code(value));
  return {
    ok: true,
    edits: [
      {
        start: value.startIndex,
        end: value.endIndex,
        text: `() => ${name}(${texts.join(', ')})`,
      },
    ],
    rationale: {
      whyVulnerable: `The timer runs ${says} as code, and a quote in a value of it begins code of somebody else.`,
      whyFixed: `${name}() gets the value as a text, whatever it holds, and nothing is run but the function.`,
      mayBreak: ['A backslash in the value is now kept, where it began an escape before.'],
      alternatives: [
        {
          option: `Passing the value as a further argument of the timer`,
          whyNot: 'It reads less plainly, and needs the delay to be written.',
        },
      ],
      assumptions: [`${name} is a function that the whole page knows.`],
    },
  };
}

/** Declared for the whole script. */
function isGlobal(node: Node): boolean {
  for (let at = node.parent?.parent ?? null; at; at = at.parent) {
    if (/function|method|class|statement_block|statement$/.test(at.type)) return false;
  }
  return true;
}
