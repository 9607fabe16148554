import type { Rationale } from '../draft';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { escaped, namesMarkup, valueRefusal } from './markupEscape';
import { piecesOf } from './pieces';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** `element.innerHTML = text` becomes `element.textContent = text`. */
export function asText(assignment: Node, value: Node, file: ParsedFile): RecipeResult {
  const left = assignment.childForFieldName('left');
  const property = left?.childForFieldName('property');
  if (property?.text !== 'innerHTML' || assignment.type !== 'assignment_expression') {
    return refuse('Only a plain assignment to innerHTML has textContent for a counterpart.');
  }
  const code = file.code(value);
  const hasTags = (piecesOf(value, file) ?? []).some(
    (piece) =>
      (piece.kind === 'text' && /[<&]/.test(file.text.slice(piece.start, piece.end))) ||
      (piece.kind === 'fixed' && /[<&]/.test(piece.value)),
  );
  if (hasTags) return escaped(value, file);
  const refusal = valueRefusal(value, file);
  if (refusal !== undefined) return refuse(refusal);
  const edits = [{ start: property.startIndex, end: property.endIndex, text: 'textContent' }];
  return {
    ok: true,
    edits,
    rationale: rationaleOf(
      `${snippet(code)} is read as markup, so a tag in it becomes a part of the page and can run a script.`,
      'textContent shows the same characters as text, whatever they are.',
      'Where the value was meant to hold tags, they are now shown as they are written.',
      'a sanitizer',
      'It keeps tags, and nothing here shows that tags are meant.',
    ),
  };
}

/** `__html: value` becomes `__html: DOMPurify.sanitize(value)` where the file has DOMPurify. */
export function purified(value: Node, file: ParsedFile): RecipeResult {
  const binding = file.imports.find(
    ({ imported }) =>
      imported && /^(isomorphic-)?dompurify$/.test(imported.specifier) && imported.name === '*',
  );
  if (!binding || !file.visible(binding, value)) {
    return refuse('The file has no sanitizer; add one such as DOMPurify to the project first.');
  }
  const code = file.code(value);
  const edits = [
    { start: value.startIndex, end: value.endIndex, text: `${binding.name}.sanitize(${code})` },
  ];
  return {
    ok: true,
    edits,
    rationale: rationaleOf(
      `${snippet(code)} becomes markup of the page as it is, with every script in it.`,
      'DOMPurify takes scripts and handlers of events out of it before it is shown.',
      'Tags and attributes that DOMPurify does not know as harmless are gone, such as frames.',
      'showing it as text',
      'The place is made for markup, so the tags would be seen.',
    ),
  };
}

/** Angular: `sanitizer.bypassSecurityTrustHtml(value)` becomes `value`, which the template cleans. */
export function withoutTrust(
  node: Node,
  value: Node,
  method: string,
  file: ParsedFile,
): RecipeResult {
  if (method !== 'bypassSecurityTrustHtml') {
    return refuse('Only trusted HTML has a plain counterpart that Angular cleans by itself.');
  }
  if (node.parent?.type === 'member_expression')
    return refuse('Something is called on the result.');
  const declared = typeOf(node);
  if (declared !== undefined && /SafeHtml|SafeValue/.test(declared)) {
    return refuse('The place is declared as SafeHtml, and a plain text does not fit its type.');
  }
  const code = file.code(value);
  return {
    ok: true,
    edits: [{ start: node.startIndex, end: node.endIndex, text: code }],
    rationale: rationaleOf(
      `bypassSecurityTrustHtml() tells Angular not to clean ${snippet(code)}.`,
      'Angular cleans a plain text by itself when a template binds it to innerHTML.',
      'Frames, styles and scripts in the text are no longer shown.',
      'sanitizer.sanitize()',
      'The template does the same.',
    ),
  };
}

/** The type that the code around writes for what it gets. */
function typeOf(node: Node): string | undefined {
  for (let at = node.parent; at && !/statement|program/.test(at.type); at = at.parent) {
    const type = at.childForFieldName('return_type') ?? at.childForFieldName('type');
    if (type) return type.text;
  }
  return undefined;
}

/** `res.send(value)` becomes `res.type('text/plain').send(String(value))`. */
export function asPlainText(
  node: Node,
  { receiver, method, args }: Call,
  file: ParsedFile,
): RecipeResult {
  const [value] = args;
  if (method !== 'send' || !receiver || !value || args.length !== 1) {
    return refuse('Only a plain call of send() has a counterpart that answers with text.');
  }
  if (!/^(member_expression|subscript_expression|identifier)$/.test(value.type)) {
    return escaped(value, file);
  }
  if (
    receiver.type !== 'identifier' ||
    !/^res(ponse)?$/.test(receiver.text) ||
    /fastify|hapi/i.test(file.text)
  ) {
    return refuse('It is not plain that this is the response of Express.');
  }
  if (namesMarkup.test(value.text))
    return refuse(`${snippet(value.text)} may be markup that is meant to be shown.`);
  const quote = quoteOf(file);
  const text = `${receiver.text}.type(${quote}text/plain${quote}).send(String(${file.code(value)}))`;
  return {
    ok: true,
    edits: [{ start: node.startIndex, end: node.endIndex, text }],
    rationale: rationaleOf(
      `send() answers with HTML, so a tag in ${snippet(value.text)} becomes a part of a page.`,
      'The answer is marked as plain text, which a browser does not run.',
      'An object is now written as text and not as JSON, and a client that expects HTML shows the text as it is.',
      'res.json()',
      'It would put the text into quotes.',
    ),
  };
}

function rationaleOf(
  whyVulnerable: string,
  whyFixed: string,
  mayBreak: string,
  option: string,
  whyNot: string,
): Rationale {
  return {
    whyVulnerable,
    whyFixed,
    mayBreak: [mayBreak],
    alternatives: [{ option, whyNot }],
    assumptions: ['Nobody relies on tags in this value.'],
  };
}
