import type { Rationale, TextEdit } from '../draft';
import { nameOf, type CallSite } from '../flow/calls';
import type { Origin } from '../flow/question';
import { functionAround } from '../flow/javascript';
import type { Node } from '../syntax';
import { folders } from './fileSinks';
import type { FolderPathResult } from './folderPath';
import { folderPath, pathNames } from './folderPath';
import { refusesRequest } from './handlerAnswer';
import type { ParsedFile } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { insertBefore, insertAfter, statementOf, type Spot } from './statements';

/** Puts a check before the use of a path: it goes on only inside the folder of the path. */
export function insideFolder(
  value: Node,
  { call }: CallSite,
  origin: Origin,
  file: ParsedFile,
): RecipeResult {
  if (folders.includes(nameOf(call))) {
    return refuse(
      `${nameOf(call)}() may be meant for the folder itself, which a check would refuse.`,
    );
  }
  const leave = refusesRequest(value, 403, file);
  if (!leave.ok) return leave;
  const checked = checkedPath(
    value,
    origin,
    leave.statements,
    (path) => folderPath(path, file),
    file,
  );
  if (!checked.ok) return checked;
  return { ok: true, edits: checked.edits, rationale: rationale(checked, file.code(value)) };
}

export interface CheckedPath {
  readonly ok: true;
  readonly edits: readonly TextEdit[];
  readonly folder: string;
  /** The name that holds the path. */
  readonly name: string;
}

/** The edits that let statements run only where a path lies in its folder; else it leaves. */
export function checkedPath(
  value: Node,
  { guard }: Origin,
  leave: readonly string[],
  take: (path: Node) => FolderPathResult,
  file: ParsedFile,
): CheckedPath | { readonly ok: false; readonly why: string } {
  if (guard) {
    return refuse(
      `A check stands before it already (${snippet(file.code(guard))}): see whether it suffices.`,
    );
  }
  const place = value.type === 'identifier' ? declaredPath(value, file) : writtenPath(value, file);
  if (!place.ok) return place;
  const path = take(place.path);
  if (!path.ok) return path;
  const names = pathNames(file, value);
  if (!names.ok) return names;
  const { name, spot } = place;
  const { folder } = path;
  const condition = `!${names.resolve}(${name}).startsWith(${names.resolve}(${folder}) + ${names.sep})`;
  const check = { condition, statements: leave };
  const edits =
    value === place.path
      ? [
          insertBefore(spot, [`const ${name} = ${file.code(value)}`], check, file),
          { start: value.startIndex, end: value.endIndex, text: name },
        ]
      : [insertAfter(spot, check, file)];
  return { ok: true, edits: [...names.edits, ...edits], folder, name };
}

type Place =
  | { readonly ok: true; readonly name: string; readonly path: Node; readonly spot: Spot }
  | { readonly ok: false; readonly why: string };

/** The declaration of a name in the same function. */
function declaredPath(name: Node, file: ParsedFile): Place {
  const binding = file.resolve(name);
  const declarator = binding?.node.parent;
  if (!binding?.constant || !binding.value || declarator?.type !== 'variable_declarator') {
    return refuse(`${name.text} is not declared with one value that stays.`);
  }
  if (functionAround(binding.node) !== functionAround(name)) {
    return refuse(`${name.text} is declared outside the function that uses it.`);
  }
  const declaration = declarator.parent;
  if (!declaration || declaration.namedChildCount !== 1) {
    return refuse(`${name.text} is declared together with other names.`);
  }
  const spot = statementOf(declaration, file);
  return spot.ok ? { ok: true, name: name.text, path: binding.value, spot } : spot;
}

/** A path that is put together where it is used: it gets a name. */
function writtenPath(value: Node, file: ParsedFile): Place {
  const spot = statementOf(value, file);
  if (!spot.ok) return spot;
  const name = ['filePath', 'requestedPath', 'wantedPath'].find(
    (one) => file.find(one).length === 0 && file.named(one).length === 0,
  );
  if (name === undefined)
    return refuse('The names that the path could get are taken in this file.');
  return { ok: true, name, path: value, spot };
}

function rationale({ folder, name }: CheckedPath, code: string): Rationale {
  return {
    whyVulnerable: `${snippet(code)} is used as the path of a file, and a part of it comes from the request: a value with ../ in it leads out of ${snippet(folder)}.`,
    whyFixed: `The path is resolved first, and the handler goes on only when it begins with the resolved ${snippet(folder)} and a separator. Anything else is answered with 403 before the file is touched.`,
    mayBreak: [
      `A request for a file outside ${snippet(folder)} is refused from now on, if there were such requests that were meant.`,
      `A request whose path is ${snippet(folder)} itself is refused too.`,
    ],
    alternatives: [
      {
        option: 'path.basename()',
        whyNot:
          'It takes all folders out of the value, so that files in sub-folders cannot be asked for any more.',
      },
      {
        option: 'Look the name up in a list of known files',
        whyNot:
          'Which files are meant is not known here. It is the strictest check where the files are few.',
      },
    ],
    assumptions: [
      `No symbolic link in ${snippet(folder)} leads out of it: the check looks at ${name} as it is written, not at where links lead.`,
    ],
  };
}
