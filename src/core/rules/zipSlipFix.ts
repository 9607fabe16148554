import type { Origin } from '../flow/question';
import { functionAround } from '../flow/javascript';
import { javascriptCall } from '../flow/javascript';
import { parameterName } from '../flow/frameworks';
import type { Node } from '../syntax';
import { parametersOf } from './bindings';
import { folderPath, isFixed } from './folderPath';
import type { ParsedFile } from './parsedFile';
import { checkedPath } from './pathCheck';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** Passes over an entry of an archive whose path lies outside the folder that it is unpacked to. */
export function keptInside(value: Node, origin: Origin, file: ParsedFile): RecipeResult {
  const leave = leavesEntry(value, file);
  if (!leave.ok) return leave;
  const isFolder = (node: Node) =>
    isFixed(node, file) ||
    (isPlain(node) && file.flow.origins(node, { kinds: new Set(['archive']) }).length === 0);
  const checked = checkedPath(
    value,
    origin,
    leave.statements,
    (path) => folderPath(path, file, isFolder),
    file,
  );
  if (!checked.ok) return checked;
  const folder = snippet(checked.folder);
  return {
    ok: true,
    edits: checked.edits,
    rationale: {
      whyVulnerable: `The path ${snippet(file.code(value))} holds the name of an entry as it stands in the archive, and a name such as ../../app.js leads out of ${folder}.`,
      whyFixed: `The path of each entry is resolved, and an entry is passed over unless its path begins with the resolved ${folder} and a separator.`,
      mayBreak: [
        `Archives that are meant to write outside ${folder} are unpacked in part only, and nothing says so.`,
      ],
      alternatives: [
        {
          option: 'Throw an error for such an archive',
          whyNot:
            'Who would catch it is not known here. It is worth it where an archive with such an entry is always an attack.',
        },
      ],
      assumptions: [`No link that the archive itself made in ${folder} leads out of it.`],
    },
  };
}

/** A name, or a property of one: nothing that does anything. */
function isPlain(node: Node): boolean {
  return /^(this\.)?[\w$]+(\.[\w$]+)?$/.test(node.text) && /identifier|member/.test(node.type);
}

type Leave =
  | { readonly ok: true; readonly statements: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** How the code around a node goes on with the next entry. */
function leavesEntry(value: Node, file: ParsedFile): Leave {
  const loop = loopAround(value);
  if (loop) {
    if (loop.type !== 'for_in_statement') {
      return refuse('How this loop goes on with the next entry is not known.');
    }
    const isStream = /^for\s+await\b/.test(loop.text);
    const name = loop.childForFieldName('left')?.text ?? '';
    if (isStream && !/\.autodrain\(/.test(file.text) && !/\bunzipper\b/.test(file.text)) {
      return refuse('How this stream of entries passes over one is not known.');
    }
    return { ok: true, statements: [...(isStream ? [`${name}.autodrain()`] : []), 'continue'] };
  }
  const callback = functionAround(value);
  const list = callback?.parent;
  const call = list?.type === 'arguments' && list.parent ? javascriptCall(list.parent) : undefined;
  if (!callback || !call) return refuse('This is not in a loop over the entries of an archive.');
  const names = parametersOf(callback).map((one) => parameterName(one));
  if (call.method === 'forEach') return { ok: true, statements: ['return'] };
  if (call.args[0]?.text.slice(1, -1) !== 'entry') {
    return refuse('This is not in a loop over the entries of an archive.');
  }
  const [entry, body, next] = names;
  if (names.length === 3 && body !== undefined && next !== undefined) {
    return new RegExp(`\\b${next}\\b`).test(
      file.text.slice(callback.startIndex, value.startIndex).replace(/^[^{]*\{/, ''),
    )
      ? refuse(`${next} is handed on before the path is known.`)
      : { ok: true, statements: [`${body}.resume()`, `${next}()`, 'return'] };
  }
  return names.length === 1 && entry !== undefined && /\bunzip/.test(file.text)
    ? { ok: true, statements: [`${entry}.autodrain()`, 'return'] }
    : refuse('How this stream of entries passes over one is not known.');
}

/** The loop around a node in its own function. */
function loopAround(node: Node): Node | undefined {
  const own = functionAround(node);
  for (let at = node.parent; at && at !== own; at = at.parent) {
    if (/^(for|while|do)_/.test(at.type)) return at;
  }
  return undefined;
}
