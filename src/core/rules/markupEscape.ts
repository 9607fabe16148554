import type { Node } from '../syntax';
import { quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { hole, type HolePiece, piecesOf, unitsOf } from './pieces';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** Names of what is likely to be markup that is meant to be shown. */
export const namesMarkup =
  /html|markup|template|markdown|marked|svg|icon|render|sanit|purify|content/i;

/** What stands in these is no plain text for a browser. */
const special = /<(script|style|iframe|noscript|xmp|plaintext|template|textarea|title|svg|math)\b/i;

/** `'<b>' + name` becomes `'<b>' + String(name).replace(…)`, with the marks of HTML escaped. */
export function escaped(value: Node, file: ParsedFile): RecipeResult {
  const pieces = piecesOf(value, file);
  const holes = pieces?.filter((one): one is HolePiece => one.kind === 'hole');
  const [only, ...others] = holes ? holes.map(({ expression }) => expression) : [value];
  if (!only || others.length > 0) {
    return refuse('Several values are put together, and nothing says which of them is markup.');
  }
  const text = pieces ? textOf(pieces, file) : hole;
  const why = text === undefined ? 'The text has escapes in it.' : contextRefusal(text);
  const refusal = why ?? valueRefusal(only, file);
  if (refusal !== undefined) return refuse(refusal);
  if (file.named('String').length > 0) {
    return refuse('String is a name for something else in this file.');
  }
  const quote = quoteOf(file);
  const code = file.code(only);
  const by = `(c) => ${quote}&#${quote} + c.charCodeAt(0) + ${quote};${quote}`;
  return {
    ok: true,
    edits: [
      {
        start: only.startIndex,
        end: only.endIndex,
        text: `String(${code}).replace(/[&<>"']/g, ${by})`,
      },
    ],
    rationale: {
      whyVulnerable: `${snippet(code)} is read as markup, so a tag in it becomes a part of the page and can run a script.`,
      whyFixed: 'The marks that begin tags are written as entities, which a browser shows as text.',
      mayBreak: [
        'Where the value was meant to hold tags, or is escaped already, it is now shown as it is written.',
      ],
      alternatives: [
        {
          option: 'A template engine that escapes by itself',
          whyNot: 'It is the better home for markup, but a larger change.',
        },
      ],
      assumptions: [`${snippet(code)} is text and no markup.`],
    },
  };
}

function textOf(pieces: NonNullable<ReturnType<typeof piecesOf>>, file: ParsedFile) {
  return unitsOf(pieces, file)
    ?.map(({ character }) => character)
    .join('');
}

/** The value has to stand between tags, where only tags and entities mean something. */
function contextRefusal(text: string): string | undefined {
  if (special.test(text)) return 'The markup holds an element whose text is no plain text.';
  const before = text.slice(0, text.indexOf(hole));
  return before.lastIndexOf('<') > before.lastIndexOf('>')
    ? 'The value stands inside a tag, where other marks have a meaning.'
    : undefined;
}

/** Calls that give a piece of the text that they get, and no markup of their own. */
const picksText =
  /(^|\.)(decodeURI(Component)?|unescape|String|get|slice|substr(ing)?|trim|to(String|LowerCase|UpperCase))$/;

/** Why a value may be meant as markup; undefined for a plain text of this place. */
export function valueRefusal(value: Node, file: ParsedFile): string | undefined {
  const code = file.code(value);
  if (namesMarkup.test(code)) return `${snippet(code)} may be markup that is meant to be shown.`;
  const isPicked =
    value.type === 'call_expression' &&
    picksText.test(value.childForFieldName('function')?.text ?? '');
  if (!isPicked && !/^(identifier|member_expression|subscript_expression)$/.test(value.type)) {
    return `What ${snippet(code)} gives is not plain, and may be markup.`;
  }
  const binding = value.type === 'identifier' ? file.resolve(value) : undefined;
  if (value.type === 'identifier' && (!binding?.constant || binding.parameter)) {
    return `${snippet(code)} is given or changed elsewhere, where it may become markup.`;
  }
  return binding?.value && /[<`]/.test(file.code(binding.value))
    ? `${snippet(code)} may be markup that is meant to be shown.`
    : undefined;
}
