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

/**
 * Reads a document whole. Throws when it is not well-formed, nests deeper or is larger than the
 * limits. Declared entities are refused, not expanded, and nothing outside of the text is read.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const top: XmlElement[] = [];
  const open: XmlElement[][] = [top];
  let count = 0;
  parser.on('opentag', ({ name, attributes }) => {
    count += 1;
    if (count > maxXmlElements) {
      throw new Error(`it holds more than ${maxXmlElements} elements; scan fewer files at a time`);
    }
    if (open.length > maxXmlDepth) throw new Error(`it nests more than ${maxXmlDepth} levels deep`);
    const children: XmlElement[] = [];
    open.at(-1)?.push({ name, attributes, children });
    open.push(children);
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  const [root] = top;
  if (root === undefined) throw new Error('it holds no element');
  return root;
}
