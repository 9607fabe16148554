import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import { detected, isOpen, mayBeFalse, objectOf, optionOf } from './options';
import type { ParsedFile } from './parsedFile';
import { removal } from './removal';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

const headers =
  'contentSecurityPolicy frameguard xFrameOptions hsts strictTransportSecurity noSniff xContentTypeOptions'.split(
    ' ',
  );

/** Headers of helmet that are switched off. */
export const securityHeaders: Rule = {
  id: 'security-headers',
  title: 'A header that protects the page is switched off',
  cwe: ['CWE-693', 'CWE-1021', 'CWE-358'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'The headers of helmet are a second wall: they keep injected scripts from running, and the page out of frames.',
    attack:
      'A script that found its way into the page runs, and a hidden frame of the page takes clicks.',
    fix: 'Leave them on, and loosen a policy by naming what it has to allow.',
    sources: ['https://helmetjs.github.io/', 'https://cwe.mitre.org/data/definitions/693.html'],
  },
  recipe: { does: 'Leaves the header at its default', review: 'test' },
  topic: /helmet|content.?security.?policy|\bcsp\b|frame.?guard|x.?frame|security.?header/i,
  words: ['helmet', ...headers],
  detect: (file) => {
    if (!/helmet/.test(file.text)) return [];
    return file.imports
      .filter(({ imported }) => imported?.specifier === 'helmet')
      .flatMap(({ name }) => file.find(name))
      .flatMap((name) => helmetAt(name, file));
  },
};

function helmetAt(name: Node, file: ParsedFile): readonly Detection[] {
  const site = callNamed(name);
  const [options] = site?.call.args ?? [];
  const object =
    options && site && isFrom(site, file, /^helmet$/) ? objectOf(options, file) : undefined;
  if (!object) return [];
  return headers.flatMap((header) => {
    const value = optionOf(object, header);
    const pair = value?.parent;
    if (!value || pair?.type !== 'pair' || !mayBeFalse(value, file)) return [];
    return detected(
      securityHeaders,
      pair,
      `${snippet(file.code(pair))} switches a header off that protects the page.`,
      () => byDefault(pair, header, value, object, file),
    );
  });
}

function byDefault(
  pair: Node,
  header: string,
  value: Node,
  object: Node,
  file: ParsedFile,
): RecipeResult {
  if (value.type !== 'false') return refuse('The value is worked out elsewhere.');
  if (isOpen(object)) return refuse('The options are not all written out here.');
  if (/graphi?ql|playground|apollo|swagger/i.test(file.text)) {
    return refuse('A page of a tool is served here, which needs a policy of its own.');
  }
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(pair))} sends pages without this protection.`,
    whyFixed: `helmet sends its default for ${header}.`,
    mayBreak: [
      'Scripts and styles that stand in the page or come from other hosts are blocked by the default policy.',
      'Pages that are shown in frames of other sites stay empty.',
    ],
    alternatives: [
      {
        option: 'A policy of your own',
        whyNot: 'Better, but what the pages load is not known here.',
      },
    ],
    assumptions: ['The pages load scripts and styles from their own host.'],
  };
  return { ok: true, edits: removal(pair, object, file.text), rationale };
}
