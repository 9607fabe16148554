import { SaxesParser } from 'saxes';

/** An element and what is inside it. Text between elements is left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

/** No scanner nests this deep. */
export const maxXmlDepth = 100;
/** Elements of one document; larger ones are refused. */
export const maxXmlElements = 2_000_000;

type Building = { -readonly [K in keyof XmlElement]: XmlElement[K] };

const none: readonly XmlElement[] = [];

/** What V8 takes at least, in bytes, without the texts themselves. */
const weights = { element: 64, attribute: 32 };
const maxWeight = 2;

/** Whether XML of so many bytes takes many times as much memory once it is parsed, or declares a type. */
export function isHeavyXml(xml: string, bytes: number): boolean {
  // Only the head of a document can have one, and the parser keeps all of it.
  if (xml.slice(0, 10_000).includes('<!DOCTYPE')) return true;
  let weight = 0;
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at + 1)) {
    if (xml[at + 1] !== '/') weight += weights.element;
  }
  for (let at = xml.indexOf('='); at >= 0; at = xml.indexOf('=', at + 1)) {
    weight += weights.attribute;
  }
  return weight > bytes * maxWeight;
}

/**
 * Reads a document whole. Throws when it is not well-formed, nests deeper or is larger than the
 * limits. Declared entities are refused, not expanded, and nothing outside of the text is read.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const top: Building = { name: '', attributes: {}, children: [] };
  const open: Building[] = [top];
  let count = 0;
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (count > maxXmlElements) {
      throw new Error(`it holds more than ${maxXmlElements} elements; scan fewer files at a time`);
    }
    if (open.length > maxXmlDepth) throw new Error(`it nests more than ${maxXmlDepth} levels deep`);
    // What the parser makes is a hash table.
    const element: Building = { name, attributes: { ...attributes }, children: none };
    const owner = open.at(-1) ?? top;
    if (owner.children === none) owner.children = [element];
    else (owner.children as XmlElement[]).push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  const [root] = top.children;
  if (root === undefined) throw new Error('it holds no element');
  return root;
}
