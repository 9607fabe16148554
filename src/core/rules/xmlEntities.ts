import type { Rationale } from '../draft';
import { nameOf } from '../flow/calls';
import type { Question } from '../flow/question';
import type { Node } from '../syntax';
import { callNamed, comesFrom, isFrom, stepsOf, worstOf } from './flowRule';
import { detected, isOpen, mayBeTrue, objectOf, optionOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import { removal } from './removal';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

const libxml = /^(libxmljs2?|libxmljs-mt|libxml-wasm|libxslt)$/;
const question: Question = {
  kinds: new Set(['remote', 'page', 'library', 'response', 'unknown', 'stored', 'dom'] as const),
};
const words = 'parseXml parseXmlString parseXmlAsync parseString push write parse fromXml'.split(
  ' ',
);

/** XML that may name files and addresses to be read. */
export const xmlEntities: Rule = {
  id: 'xml-entities',
  title: 'XML from outside may name files to be read',
  cwe: ['CWE-611', 'CWE-827', 'CWE-776'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'With noent libxml puts in whatever the document declares: files of this machine, and answers of others.',
    attack:
      'A document with <!ENTITY x SYSTEM "file:///etc/passwd"> and &x; comes back with the content of the file.',
    fix: 'Leave noent off, which is the default.',
    sources: [
      'https://cwe.mitre.org/data/definitions/611.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html',
    ],
  },
  recipe: { does: 'Takes noent away', review: 'glance' },
  topic: /\bxxe\b|external.?entit|xml.?entit/i,
  words,
  trigger: /libxml/i,
  detect: (file) =>
    file
      .find('parseXml', 'parseXmlString', 'parseXmlAsync', 'parseString', 'fromXml')
      .filter(file.concerns)
      .flatMap((name) => parseAt(name, file) ?? []),
};

function parseAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  const [xml, options] = site?.call.args ?? [];
  if (!site || !xml || !options || constantOf(xml, file) !== undefined) return undefined;
  const isLibxml = isFrom(site, file, libxml, /libxml/i) || /libxml/i.test(file.text);
  const object = objectOf(options, file);
  const noent = optionOf(object, 'noent') ?? optionOf(object, 'replaceEntities');
  if (!isLibxml || !object || !mayBeTrue(noent, file)) return undefined;
  const origin = worstOf(file.flow.origins(xml, question));
  if (!origin) return undefined;
  const place = `${snippet(file.code(xml))} may hold entities that name files, and it can come from ${comesFrom(origin, file)}.`;
  return {
    ...detected(xmlEntities, site.node, place, () => withoutEntities(options, noent, object, file)),
    flow: stepsOf(origin, file),
  };
}

function withoutEntities(
  options: Node,
  noent: Node | undefined,
  object: Node,
  file: ParsedFile,
): RecipeResult {
  const pair = noent?.parent;
  if (options !== object)
    return refuse('The options are made elsewhere, and other calls may use them.');
  if (pair?.type !== 'pair' || noent?.type !== 'true')
    return refuse('The value of noent is worked out elsewhere.');
  if (isOpen(object))
    return refuse('The options are not all written out here, so they may set noent again.');
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(pair))} makes libxml read whatever files and addresses the document names.`,
    whyFixed:
      'Without noent libxml leaves entities of the document as they are, and reads no files.',
    mayBreak: ['Documents that define entities of their own, and rely on them, lose their text.'],
    alternatives: [
      {
        option: 'nonet: true',
        whyNot: 'It keeps libxml off the network, but it still reads files.',
      },
    ],
    assumptions: ['The documents that are read here need no entities of their own.'],
  };
  return { ok: true, edits: removal(pair, object, file.text), rationale };
}

/** XML that grows while it is read. */
export const xmlBomb: Rule = {
  id: 'xml-bomb',
  title: 'XML from outside may grow without end while it is read',
  cwe: ['CWE-776', 'CWE-400'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Entities can be made of entities: ten lines of XML stand for billions of characters.',
    attack: 'One small request takes all memory of the server.',
    fix: 'Use a reader that expands no entities, such as fast-xml-parser with processEntities: false, sax or xml2js.',
    sources: ['https://cwe.mitre.org/data/definitions/776.html'],
  },
  topic: /xml.?bomb|billion.?laughs|entity.?expansion/i,
  words: ['parse', 'write', 'push', 'parseString', 'parseFromString'],
  trigger: /expat|SaxParser|SaxPushParser|parseFromString/,
  detect: (file) =>
    file
      .find('parse', 'write', 'push', 'parseString', 'parseFromString')
      .filter(file.concerns)
      .flatMap((name) => expandAt(name, file) ?? []),
};

const remote: Question = { kinds: new Set(['remote', 'page'] as const) };

function expandAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  const [xml] = site?.call.args ?? [];
  const receiver = site?.call.receiver;
  if (!site || !xml || !receiver) return undefined;
  const binding = receiver.type === 'identifier' ? file.resolve(receiver) : undefined;
  const made = (binding?.value ?? receiver).text.slice(0, 80);
  const isParser = /expat|Sax(Push)?Parser/.test(made);
  const isPage =
    nameOf(site.call) === 'parseFromString' && /DOMParser/.test(made) && !/xmldom/.test(file.text);
  if (!isParser && !isPage) return undefined;
  if (isPage && !/xml/.test(site.call.args[1]?.text ?? '')) return undefined;
  const origin = worstOf(file.flow.origins(xml, remote));
  if (!origin) return undefined;
  return {
    ...detected(
      xmlBomb,
      site.node,
      `${snippet(file.code(xml))} is expanded, and it can come from ${comesFrom(origin, file)}.`,
    ),
    flow: stepsOf(origin, file),
  };
}
