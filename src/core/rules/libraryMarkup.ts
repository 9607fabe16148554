import type { Origin, Question } from '../flow/question';
import { functionAround, functionTypes } from '../flow/javascript';
import type { Node } from '../syntax';
import { stepsOf, worstOf } from './flowRule';
import { cleans, judgeMarkup, sources } from './markup';
import { pageSinks, pageTrigger, pageWords } from './pageScripting';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

/** Functions of a library, and plugins of jQuery, that make markup of what they are given. */
export const libraryMarkup: Rule = {
  id: 'library-markup',
  title: 'A function makes markup of what its callers give it',
  cwe: ['CWE-79', 'CWE-116'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Who calls the function may not know that it reads its arguments as markup, and hand it what a visitor has written.',
    attack:
      'A page passes a title from its address to the function, and a tag in it runs a script.',
    fix: 'Set such values with textContent, find elements with find(), or say in the documentation that markup is expected.',
    sources,
  },
  topic: /\bxss\b|cross.?site.?script|html.?construct|jquery.?plugin/i,
  words: pageWords,
  isForUses: true,
  needs: [['exports', 'export', 'fn']],
  trigger: pageTrigger,
  detect: (file) =>
    makesJQuery(file)
      ? []
      : file
          .findUsed(...pageWords)
          .filter(file.concerns)
          .flatMap((name) => pageSinks(name, file))
          .flatMap(({ value }) => detectionAt(value, file) ?? []),
};

/** jQuery itself, whose callers choose what it makes of a text. */
function makesJQuery(file: ParsedFile): boolean {
  return file
    .named('jQuery')
    .some(({ declared, value }) => declared ?? (value && functionTypes.has(value.type)));
}

const question: Question = {
  kinds: new Set(['library', 'unknown'] as const),
  cleans,
  judge: judgeMarkup,
};

function detectionAt(value: Node, file: ParsedFile): Detection | undefined {
  const isPlugin = /\.fn\.\w+\s*=|\.fn\[/.test(file.text);
  const pieces = piecesOf(value, file) ?? [];
  const hasMarkup = pieces.some(
    (piece) => piece.kind === 'text' && /<\w/.test(file.text.slice(piece.start, piece.end)),
  );
  if (!hasMarkup && !isPlugin) return undefined;
  const origin = worstOf(
    file.flow
      .origins(value, question)
      .filter((one) => (hasMarkup && isText(one, file)) || isOption(one, file)),
  );
  if (!origin) return undefined;
  const { guard } = origin;
  return {
    ruleId: libraryMarkup.id,
    start: value.startIndex,
    end: value.endIndex,
    message: `${snippet(file.code(value))} becomes markup of the page, and callers choose ${snippet(file.code(origin.node))}.`,
    flow: stepsOf(origin, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
  };
}

/** A parameter of an exported function that is not said to be markup. */
function isText({ kind, node }: Origin, file: ParsedFile): boolean {
  if (
    kind !== 'library' ||
    /html|markup|template|content|svg|icon|class|color|width|height|size|id$/i.test(node.text)
  )
    return false;
  const type = file.resolve(node)?.node.parent?.childForFieldName('type')?.text ?? '';
  return type === '' || /string|any|unknown/.test(type);
}

/** The options of `$.fn.plugin = function (options) {}`. */
function isOption({ node }: Origin, file: ParsedFile): boolean {
  const binding = node.type === 'identifier' ? file.resolve(node) : undefined;
  const owner = binding?.parameter?.owner ?? (binding ? functionAround(binding.node) : undefined);
  if (!owner || !binding?.parameter) return false;
  const left = owner.parent?.childForFieldName('left')?.text ?? '';
  return /\.fn\.\w+$|\.fn\[/.test(left) && !/html|markup|template/i.test(node.text);
}
