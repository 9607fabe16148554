import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';

/** The strings that hold the ends of what a global expression matches, each once, in order. */
export function stringsAt(pattern: RegExp, file: ParsedFile): readonly Node[] {
  const found = new Set<Node>();
  for (const match of file.text.matchAll(pattern)) {
    let at: Node | null = file.root.descendantForIndex(match.index + match[0].length - 1);
    while (at && at.type !== 'string' && /^(string_\w+|escape_\w+|interpolation)$/.test(at.type))
      at = at.parent;
    if (at?.type === 'string') found.add(at);
  }
  return [...found];
}
