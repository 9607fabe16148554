import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { insertion, quoteOf } from './imports';
import { detected, literalsWith } from './options';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

/** Links that hand this page's window to the page that they open. */
export const blankTarget: Rule = {
  id: 'blank-target',
  title: 'A link gives the page that it opens a hold on this one',
  cwe: ['CWE-1022'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'In older browsers a page that was opened with target=_blank can change the address of the page it came from.',
    attack: 'While the user reads the new page, the old one turns into a copy of the login page.',
    fix: 'Add rel="noopener noreferrer".',
    sources: [
      'https://cwe.mitre.org/data/definitions/1022.html',
      'https://developer.mozilla.org/docs/Web/HTML/Reference/Attributes/rel/noopener',
    ],
  },
  recipe: { does: 'Adds rel="noopener noreferrer"', review: 'glance' },
  topic: /target.?blank|noopener|tabnabbing|unsafe.?external.?link/i,
  words: ['_blank'],
  detect: (file) => {
    const found = literalsWith(/_blank\b/g, file).flatMap((one) => linkAt(one, file) ?? []);
    return found.filter((one, at) => found.findIndex(({ start }) => start === one.start) === at);
  },
};

function linkAt(literal: Node, file: ParsedFile): Detection | undefined {
  const attribute = literal.parent?.parent;
  if (attribute?.type === 'jsx_attribute' || attribute?.parent?.type === 'jsx_attribute') {
    const own = attribute.type === 'jsx_attribute' ? attribute : attribute.parent;
    return own ? inJsx(own, file) : undefined;
  }
  return inText(literal, file);
}

function inJsx(attribute: Node, file: ParsedFile): Detection | undefined {
  const tag = attribute.parent;
  if (!tag || attribute.namedChildren[0]?.text !== 'target') return undefined;
  if (tag.childForFieldName('name')?.text !== 'a') return undefined;
  const attributes = tag.namedChildren.filter(({ type }) => type === 'jsx_attribute');
  const valueOf = (name: string) =>
    attributes.find((one) => one.namedChildren[0]?.text === name)?.namedChildren[1];
  if (tag.namedChildren.some(({ type, text }) => type === 'jsx_expression' && text.includes('...')))
    return undefined;
  const rel = valueOf('rel');
  const href = valueOf('href');
  if (!href || isOwn(href.text)) return undefined;
  if (rel && (rel.type !== 'string' || /noopener|noreferrer/.test(rel.text))) return undefined;
  return detected(
    blankTarget,
    tag,
    `${snippet(file.code(href))} may be a page that takes over this one.`,
    () => addRel(attribute, rel),
  );
}

/** An address on this site, as far as it is written out. */
function isOwn(href: string): boolean {
  return /^(\{\s*)?["'`](\/(?!\/)|#|\.|\?|[\w-]+\.html|mailto:|tel:)/.test(href);
}

function addRel(attribute: Node, rel: Node | undefined): RecipeResult {
  const edit = rel
    ? insertion(
        rel.endIndex - 1,
        rel.text.length > 2 ? ' noopener noreferrer' : 'noopener noreferrer',
      )
    : insertion(attribute.endIndex, ' rel="noopener noreferrer"');
  return { ok: true, edits: [edit], rationale };
}

const rationale: Rationale = {
  whyVulnerable:
    'The opened page gets this window as window.opener, and can send it to another address.',
  whyFixed:
    'With noopener the new page has no window.opener; noreferrer says so to older browsers.',
  mayBreak: ['The opened site no longer sees in the Referer where its visitors come from.'],
  alternatives: [
    { option: 'rel="noopener" alone', whyNot: 'Browsers from before 2018 know noreferrer only.' },
  ],
  assumptions: ['The opened page has no need to talk to this one.'],
};

const anchor = /<a\b[^<>]*?\btarget\s*=\s*\\?["']?_blank\\?["']?[^<>]*>/gi;

/** A link in a text of HTML. */
function inText(literal: Node, file: ParsedFile): Detection | undefined {
  const template = literal.parent?.type === 'template_string' ? literal.parent : undefined;
  const whole = template ?? literal;
  const text = file.code(whole);
  for (const { 0: tag, index } of text.matchAll(anchor)) {
    if (/noopener|noreferrer/.test(tag)) continue;
    const href = /\bhref\s*=\s*\\?(["']?)\s*([^"'\s>]*)/i.exec(tag)?.[2];
    if (href === undefined || /^(\/(?!\/)|#|mailto:|\\?$)/.test(href)) continue;
    const at = whole.startIndex + index + tag.search(/target\s*=/i);
    const node = whole.type === 'template_string' ? whole : (whole.parent ?? whole);
    return detected(
      blankTarget,
      node,
      `The link to ${snippet(href)} may be to a page that takes over this one.`,
      () => inHtml(tag, at, file),
    );
  }
  return undefined;
}

function inHtml(tag: string, at: number, file: ParsedFile): RecipeResult {
  if (/\brel\s*=/i.test(tag)) return refuse('The link has a rel already; add noopener to it.');
  const quote = /target\s*=\s*(\\?["'])/i.exec(tag)?.[1];
  if (quote === undefined) return refuse('The attributes of the link have no quotes.');
  if (file.text.charAt(at) !== 't')
    return refuse(`The link is not written plainly in ${quoteOf(file)}.`);
  return {
    ok: true,
    edits: [insertion(at, `rel=${quote}noopener noreferrer${quote} `)],
    rationale,
  };
}
