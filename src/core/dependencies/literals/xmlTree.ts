/** An element of an XML file; `start` and `end` enclose what stands in it. */
export interface XmlElement {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly XmlElement[];
}

const token =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>|<(\/?)([A-Za-z_][\w:.-]*)(?:\s[^<>]*?)?(\/?)>/g;
/** Nothing that people write is deeper or larger. */
const maxDepth = 100;
const maxLength = 5_000_000;

interface Open {
  readonly name: string;
  readonly start: number;
  readonly children: XmlElement[];
}

/** The elements of a text with their places; undefined when they do not nest. Attributes are not read. */
export function xmlTree(text: string): XmlElement | undefined {
  if (text.length > maxLength) return undefined;
  const root: Open = { name: '', start: 0, children: [] };
  const stack: Open[] = [root];
  for (const match of text.matchAll(token)) {
    const [whole, closing, name, alone] = match;
    const inner = stack.at(-1);
    if (name === undefined || !inner) continue;
    const end = match.index + whole.length;
    if (closing === '/') {
      if (inner === root || inner.name !== name) return undefined;
      stack.pop();
      const { start, children } = inner;
      stack.at(-1)?.children.push({ name, start, end: match.index, children });
    } else if (alone === '/') inner.children.push({ name, start: end, end, children: [] });
    else stack.push({ name, start: end, children: [] });
    if (stack.length > maxDepth) return undefined;
  }
  return stack.length === 1 ? { ...root, end: text.length } : undefined;
}

/** The elements that a way of names leads to, from the children of one. */
export function elementsAt(
  element: XmlElement,
  ...[first, ...rest]: readonly string[]
): readonly XmlElement[] {
  if (first === undefined) return [element];
  return element.children
    .filter(({ name }) => name === first)
    .flatMap((child) => elementsAt(child, ...rest));
}

/** The text of an element's first child of this name, without white space around it, and its place. */
export function textIn(
  text: string,
  element: XmlElement,
  name: string,
): { readonly spec: string; readonly start: number; readonly end: number } | undefined {
  const child = element.children.find((one) => one.name === name);
  if (!child || child.children.length > 0) return undefined;
  const said = text.slice(child.start, child.end);
  const spec = said.trim();
  const start = child.start + (said.length - said.trimStart().length);
  return { spec, start, end: start + spec.length };
}
