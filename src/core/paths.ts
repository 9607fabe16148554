/** A path as everybody may use it, or why it is refused: a clause without a full stop. */
export type CheckedPath =
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string };

/** The longest path that is accepted, in UTF-16 units. */
export const maxPathLength = 1024;

const refuse = (why: string): CheckedPath => ({ ok: false, why });

/**
 * Accepts a workspace-relative path with forward slashes and answers it without `.`, `..` and empty
 * segments. It refuses what could mean another file on some machine: absolute paths, drives and
 * alternate streams, a way out of the folder, device names, 8.3 names, trailing dots and spaces,
 * control and direction characters. It says nothing about symbolic links: that takes a disk.
 */
export function checkRelativePath(path: string): CheckedPath {
  if (path === '') return refuse('the path is empty');
  if (path.length > maxPathLength) return refuse(`the path is longer than ${maxPathLength}`);
  if (/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(path)) {
    return refuse('the path holds control characters');
  }
  if (path.startsWith('/')) return refuse('the path is absolute');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') {
      const why = segmentRefusal(segment);
      if (why !== undefined) return refuse(why);
      segments.push(segment);
    } else if (segments.pop() === undefined) {
      return refuse('the path leads out of the folder');
    }
  }
  if (segments.length === 0) return refuse('the path names the folder itself');
  return { ok: true, path: segments.join('/') };
}

/** Judged on the folded name, because some file systems fold it too. */
function segmentRefusal(segment: string): string | undefined {
  const folded = foldText(segment);
  if (/[\\/:]/.test(folded)) return 'the path holds a backslash or a colon, or what looks like one';
  if (stripEnd(folded) !== folded || folded === '') return 'a name in it ends in a dot or a space';
  const parts = folded.split('.');
  const [base = '', extension = ''] = parts;
  if (/^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)\d)$/.test(base.trimEnd())) {
    return 'it holds a name that Windows keeps for a device';
  }
  const short = parts.length <= 2 && base.length <= 8 && extension.length <= 3;
  if (short && /~\d+$/.test(base)) return 'it holds a short (8.3) name, which hides the real one';
  return undefined;
}

/**
 * The form in which paths are held against rules: whatever some file system takes for the same file
 * has the same form (case, width, composition, invisible characters, trailing dots and spaces,
 * `a/../`). Only for comparing, never for opening. Folding twice changes nothing.
 */
export function foldPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..') segments.pop();
    else segments.push(...foldText(segment).split(/[\\/]/).map(stripEnd));
  }
  return segments.filter((segment) => segment !== '').join('/');
}

/**
 * The words of a path, folded: its parts at punctuation, and those at camelCase humps as well, each
 * also without the digits at its end. `src/userAuth2.ts` has src, userauth, user, auth and ts.
 */
export function pathWords(path: string): ReadonlySet<string> {
  const humps = path
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  const words = new Set<string>();
  // Both forms, because `aUTH` is one word without humps, and `userAuth` two with them.
  for (const word of foldText(`${path} ${humps}`).split(/[^\p{L}\p{N}]+/u)) {
    words.add(word);
    words.add(word.replace(/\d{1,9}$/, ''));
  }
  words.delete('');
  return words;
}

function foldText(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  const visible = withoutInvisible(text.normalize('NFKC'));
  // One code point at a time, so that the lower case of a letter never depends on its neighbours.
  const folded = Array.from(visible, (char) => char.toLowerCase().toUpperCase().toLowerCase()).join(
    '',
  );
  return withoutInvisible(folded.normalize('NFKC'));
}

function withoutInvisible(text: string): string {
  return text.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
}

function stripEnd(segment: string): string {
  let end = segment.length;
  while (end > 0 && /[.\s]/.test(segment.charAt(end - 1))) end--;
  return segment.slice(0, end);
}
