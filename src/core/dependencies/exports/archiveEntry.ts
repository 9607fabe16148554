/** The files of a package, by their paths in it: `package.json`, `lib/index.js`. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** The parts of a package.json that say where a package begins. */
export interface EntryFields {
  readonly main?: string;
  readonly module?: string;
  readonly types?: string;
  readonly exports?: unknown;
}

/** Undefined where there is none that can be read. */
export function entryFields(files: ArchiveFiles): EntryFields | undefined {
  const field = manifestAt(files, 'package.json');
  if (!field) return undefined;
  const text = (name: string): string | undefined => {
    const value = field(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [main, module, types] = [text('main'), text('module'), text('types') ?? text('typings')];
  return {
    ...(main !== undefined && { main }),
    ...(module !== undefined && { module }),
    ...(types !== undefined && { types }),
    exports: field('exports'),
  };
}

const maxManifest = 1_000_000;

/** The fields of a package.json. Nothing is taken from a prototype. */
function manifestAt(files: ArchiveFiles, path: string): ((name: string) => unknown) | undefined {
  const bytes = files.get(path);
  if (!bytes || bytes.length > maxManifest) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(new TextDecoder().decode(bytes).replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  if (typeof data !== 'object' || data === null) return undefined;
  const fields = data as Record<string, unknown>;
  return (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined);
}

/** Whether the nearest package.json says that files are ECMAScript modules. */
export function isMarkedModule(files: ArchiveFiles, path: string): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const field = manifestAt(files, folder === '' ? 'package.json' : `${folder}/package.json`);
    if (field) return field('type') === 'module';
    if (folder === '') return false;
  }
}

/** The file that a package begins with for one way of asking; undefined where there is none. */
export function entryFile(
  files: ArchiveFiles,
  fields: EntryFields,
  conditions: readonly string[],
): string | undefined {
  if (fields.exports !== undefined && fields.exports !== null) {
    const target = conditioned(rootExport(fields.exports), new Set(conditions), 0);
    const path = target === undefined ? undefined : insidePath('', target);
    return path !== undefined && files.has(path) ? path : undefined;
  }
  const main = fields.main === undefined ? undefined : fileFor(files, '', fields.main);
  return main ?? fileFor(files, '', './index');
}

/** The file that `name/subpath` leads to for one way of asking; undefined where there is none. */
export function subpathFile(
  files: ArchiveFiles,
  { exports }: EntryFields,
  subpath: string,
  conditions: readonly string[],
): string | undefined {
  if (exports === undefined || exports === null) return fileFor(files, '', subpath);
  if (typeof exports !== 'object' || Array.isArray(exports)) return undefined;
  const asked = `./${subpath}`;
  for (const [key, target] of Object.entries(exports)) {
    const [start = '', end] = key.split('*');
    const isPattern = end !== undefined || key.endsWith('/');
    const isMatch = isPattern
      ? asked.startsWith(start) && asked.endsWith(end ?? '') && asked.length > start.length
      : key === asked;
    if (!isMatch) continue;
    const found = conditioned(target, new Set(conditions), 0);
    if (found === undefined) continue;
    const part = asked.slice(start.length, asked.length - (end ?? '').length);
    const path = insidePath(
      '',
      key.endsWith('/') ? found + part : found.replaceAll('*', () => part),
    );
    if (path !== undefined && files.has(path)) return path;
  }
  return undefined;
}

function rootExport(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return exports;
  const keys = Object.keys(exports);
  if (!keys.some((key) => key.startsWith('.'))) return exports;
  return Object.hasOwn(exports, '.') ? (exports as Record<string, unknown>)['.'] : undefined;
}

const maxConditions = 20;

function conditioned(
  target: unknown,
  conditions: ReadonlySet<string>,
  depth: number,
): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || depth > maxConditions) return undefined;
  const choices = Array.isArray(target)
    ? (target as unknown[])
    : Object.entries(target)
        .filter(([name]) => conditions.has(name))
        .map(([, value]) => value as unknown);
  for (const choice of choices) {
    const found = conditioned(choice, conditions, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file that a relative specifier leads to, as Node.js looks for it. */
export function fileFor(
  files: ArchiveFiles,
  folder: string,
  specifier: string,
): string | undefined {
  const path = insidePath(folder, specifier);
  if (path === undefined) return undefined;
  const slash = path === '' ? '' : `${path}/`;
  const asked =
    specifier.endsWith('/') || path === '' ? [] : [path, ...endings.map((e) => path + e)];
  return [...asked, ...endings.map((ending) => `${slash}index${ending}`)].find((one) =>
    files.has(one),
  );
}

const endings = ['.js', '.json', '.node', '.cjs', '.mjs'];

/** The way from a folder by a relative path; undefined where it leads out of the package. */
export function insidePath(folder: string, relative: string): string | undefined {
  const segments: string[] = [];
  for (const segment of [...folder.split('/'), ...relative.split('/')]) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}

/** The folder that a file lies in, without a slash at its end. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
