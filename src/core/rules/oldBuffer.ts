import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { detected, valuesOf } from './options';
import type { ParsedFile } from './parsedFile';
import { argumentsOf } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

/** The constructor of Buffer, which gives away old memory when it gets a number. */
export const oldBuffer: Rule = {
  id: 'buffer-constructor',
  title: 'A Buffer is made by its old constructor',
  cwe: ['CWE-665', 'CWE-908'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'new Buffer(x) copies a text, but for a number it gave out memory of that size with whatever was in it.',
    attack:
      'A client sends the number 1000 where a text is expected, and gets a piece of the memory of the server.',
    fix: 'Use Buffer.from() for data, and Buffer.alloc() for a size.',
    sources: [
      'https://nodejs.org/api/buffer.html#class-buffer',
      'https://cwe.mitre.org/data/definitions/908.html',
    ],
  },
  recipe: { does: 'Uses Buffer.from() or Buffer.alloc()', review: 'glance' },
  topic: /new.?buffer|buffer.?constructor|uninitiali[sz]ed/i,
  words: ['Buffer'],
  detect: (file) =>
    file.find('Buffer').flatMap((name) => {
      const made = name.parent;
      const isMade =
        made?.type === 'new_expression' && made.childForFieldName('constructor') === name;
      const binding = isMade ? file.resolve(name) : undefined;
      if (!isMade || (binding && binding.imported?.specifier.replace('node:', '') !== 'buffer'))
        return [];
      if (argumentsOf(made).length === 0 || isPolyfilled(made)) return [];
      return at(made, file);
    }),
};

/** The old constructor as the way out where Buffer.from is not there. */
function isPolyfilled(made: Node): boolean {
  const around = made.parent?.parent?.parent?.text.slice(0, 400) ?? '';
  return /Buffer\.(from|alloc)\b/.test(around);
}

function at(made: Node, file: ParsedFile): Detection {
  return detected(
    oldBuffer,
    made,
    `${snippet(file.code(made))} does other things for a number than for a text.`,
    () => modern(made, file),
  );
}

function modern(made: Node, file: ParsedFile): RecipeResult {
  const [first, ...more] = argumentsOf(made);
  const callee = made.childForFieldName('constructor');
  const kind = first && kindOf(first, more.length, file);
  if (!first || !callee) return refuse('The call has no argument.');
  if (kind === undefined) {
    return refuse(`Whether ${snippet(file.code(first))} is a number or data is not known here.`);
  }
  const method = kind === 'size' ? 'alloc' : 'from';
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(made))} is the old constructor, whose meaning depends on the type of what it gets.`,
    whyFixed: `Buffer.${method}() ${kind === 'size' ? 'fills the memory with zeros' : 'throws when it gets a number'}.`,
    mayBreak: ['Node before 4.5 does not have it.'],
    alternatives: [
      { option: 'Buffer.allocUnsafe()', whyNot: 'It is quicker, but gives out old memory.' },
    ],
    assumptions: [
      `${snippet(file.code(first))} is ${kind === 'size' ? 'a size' : 'data'}, as the code says.`,
    ],
  };
  const edits = [{ start: made.startIndex, end: callee.endIndex, text: `Buffer.${method}` }];
  return { ok: true, edits, rationale };
}

/** Data or a size, when the code shows which; an encoding says that it is data. */
function kindOf(first: Node, more: number, file: ParsedFile): 'data' | 'size' | undefined {
  if (more > 0) return 'data';
  const kinds = valuesOf(first, file).map((value) => {
    if (/^(string|template_string|array)$/.test(value.type)) return 'data';
    if (value.type === 'number') return 'size';
    if (/^(call_expression|binary_expression)$/.test(value.type) && isText(value)) return 'data';
    return undefined;
  });
  return kinds.every((kind) => kind === kinds[0]) ? kinds[0] : undefined;
}

function isText(value: Node): boolean {
  if (value.type === 'call_expression') {
    return /^(JSON\.stringify|String|encodeURIComponent)$|\.(toString|toUpperCase|toLowerCase|trim|join|replace)$/.test(
      value.childForFieldName('function')?.text ?? '',
    );
  }
  const sides = [value.childForFieldName('left'), value.childForFieldName('right')];
  return (
    value.childForFieldName('operator')?.text === '+' &&
    sides.some((side) => /^(template_)?string$/.test(side?.type ?? ''))
  );
}
