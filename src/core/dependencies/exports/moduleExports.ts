import { HumanError } from '../../errors';
import type { LoadedSyntax, HeldSyntax } from '../../syntax';
import { type ArchiveFiles, entryFields, entryFile, subpathFile } from './archiveEntry';
import { declaredNames } from './declaredTypes';
import { evaluationOf } from './evaluation';
import { type MayHave, mentionsIn } from './mentions';
import { type ScriptNames, scriptNames } from './scriptNames';
import { type Callable, type Shape, unknownShape } from './shape';

/** What a version of a package exports, as far as its files tell. None of its code is run. */
export interface ModuleExports {
  /** `complete`: there are no other names. `incomplete`: these are there. `unknown`: nothing could be read. */
  readonly reading: 'complete' | 'incomplete' | 'unknown';
  /** Why there may be more; a clause. */
  readonly why?: string;
  /** What `require` or, of a package of modules alone, `import` gives. */
  readonly shape: 'function' | 'class' | 'object' | 'unknown';
  /** Whether it can be had by `require`, by `import`, by both; a script can always be imported. */
  readonly format: 'commonjs' | 'esm' | 'both' | 'unknown';
  /** Own names of that value, without `default` and what every function has. */
  readonly names: ReadonlySet<string>;
  /** Names that it has from its class. */
  readonly inherited: ReadonlySet<string>;
  /** It has a class from elsewhere, whose names are not known. */
  readonly inheritsMore: boolean;
  /** What `default` is, where it is a name of its own. */
  readonly byDefault?: Summary;
  /** Names in its type declarations; absent where it has none, or none that can be read. */
  readonly types?: ReadonlySet<string>;
  /** Whether a name may be there although it is not among `names`. */
  readonly mayHave: MayHave;
  /** Whether `name/subpath` leads to a file, for `require` or for `import`. */
  offers(subpath: string): boolean;
}

type Summary = Pick<ModuleExports, 'reading' | 'shape' | 'names' | 'inherited' | 'inheritsMore'>;

const requiring = ['node', 'require', 'module-sync', 'default'];
const importing = ['node', 'import', 'module-sync', 'default'];
/** So many files are followed, of so many letters together. */
const maxFiles = 150;
const maxLetters = 3_000_000;
const noBytes = new Uint8Array();
/** Larger files are left alone. */
const maxFileBytes = 1_200_000;

/** Never throws for what is in the files. */
export async function readModuleExports(
  files: ArchiveFiles,
  syntax: LoadedSyntax,
): Promise<ModuleExports> {
  const fields = entryFields(files);
  if (!fields) return nothing('its package.json cannot be read');
  const required = entryFile(files, fields, requiring);
  const imported = entryFile(files, fields, importing);
  const entry = required ?? imported;
  if (entry === undefined) return nothing('it has no file to begin with');
  const held = syntax.hold();
  try {
    const { shape, isEsm } = await read(entry, files, held);
    const format = formatOf(required, imported, isEsm);
    const types = await declaredNames(files, fields, held);
    const known = described(shape, isEsm);
    const mentions = mentionsIn(entry, files, shape.open);
    const mayHave = known.reading === 'unknown' ? () => true : mentions;
    // The answer is kept for long, and the bytes of the files are not to be.
    const paths: ArchiveFiles = new Map([...files.keys()].map((path) => [path, noBytes]));
    const offers = (subpath: string): boolean =>
      [requiring, importing].some((one) => subpathFile(paths, fields, subpath, one) !== undefined);
    return { ...known, format, mayHave, offers, ...(types && { types }) };
  } finally {
    held.release();
  }
}

function nothing(why: string): ModuleExports {
  return {
    reading: 'unknown',
    why,
    shape: 'unknown',
    format: 'unknown',
    names: new Set(),
    inherited: new Set(),
    inheritsMore: true,
    mayHave: () => true,
    offers: () => true,
  };
}

function formatOf(
  required: string | undefined,
  imported: string | undefined,
  isEsm: boolean,
): ModuleExports['format'] {
  if (isEsm) return 'esm';
  return imported !== undefined && imported !== required ? 'both' : 'commonjs';
}

interface Read {
  readonly shape: Shape;
  readonly isEsm: boolean;
}

/** Parses what the answer asks for until it asks for nothing more. */
export async function read(entry: string, files: ArchiveFiles, syntax: HeldSyntax): Promise<Read> {
  const parsed = new Map<string, ScriptNames | undefined>();
  let letters = 0;
  for (;;) {
    const needed = new Set<string>();
    const evaluation = evaluationOf({
      files,
      parsed,
      needs: (path) => void needed.add(path),
    });
    const shape = guarded(() => evaluation.module(entry));
    if (needed.size === 0) return { shape, isEsm: evaluation.isEsm(entry) };
    for (const path of needed) {
      const bytes = files.get(path);
      letters += bytes?.length ?? 0;
      const isTooMuch = parsed.size >= maxFiles || letters > maxLetters;
      parsed.set(path, isTooMuch || !bytes ? undefined : await parse(path, bytes, syntax));
    }
  }
}

/** The code of a package may be written so that reading it breaks off. */
function guarded(work: () => Shape): Shape {
  try {
    return work();
  } catch (error) {
    if (error instanceof HumanError || error instanceof RangeError) {
      return unknownShape('its code is too tangled to be read');
    }
    throw error;
  }
}

async function parse(
  path: string,
  bytes: Uint8Array,
  syntax: HeldSyntax,
): Promise<ScriptNames | undefined> {
  if (bytes.length > maxFileBytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    return await syntax.withTree(path, text, (root) => scriptNames(path, text, root));
  } catch (error) {
    if (error instanceof HumanError) return undefined;
    throw error;
  }
}

/** What every function or module has. */
const common = new Set(
  'length name prototype arguments caller __esModule default module.exports'.split(' '),
);

function described(
  shape: Shape,
  isEsm: boolean,
): Omit<ModuleExports, 'format' | 'mayHave' | 'types' | 'offers'> {
  const names = new Set([...shape.names.keys()].filter((name) => !common.has(name)));
  const held = shape.names.get('default');
  const whole = summary(shape, names);
  const [first] = shape.open.filter(({ kind }) => kind !== 'inherited');
  const fallback = held && guarded(held);
  return {
    ...whole,
    ...(isEsm && whole.shape === 'unknown' && { shape: 'object' as const }),
    ...(first && whole.reading !== 'complete' && { why: first.why }),
    ...(whole.reading === 'unknown' && !first && { why: 'no exported name can be seen' }),
    ...(fallback && {
      byDefault: summary(
        fallback,
        new Set([...fallback.names.keys()].filter((name) => !common.has(name))),
      ),
    }),
  };
}

function summary(shape: Shape, names: ReadonlySet<string>): Summary {
  const isOpen = shape.open.some(({ kind }) => kind !== 'inherited');
  const isEmpty = names.size === 0 && !shape.names.has('default');
  const isNothing = isEmpty && !isCallable(shape.callable);
  const reading = isNothing ? 'unknown' : isOpen ? 'incomplete' : 'complete';
  return {
    reading,
    shape: shapeName(shape, isNothing),
    names,
    inherited: shape.inherited,
    inheritsMore: shape.open.some(({ kind }) => kind === 'inherited'),
  };
}

function isCallable(callable: Callable): boolean {
  return callable === 'function' || callable === 'class';
}

function shapeName({ callable }: Shape, isNothing: boolean): ModuleExports['shape'] {
  if (callable === 'unknown' || (isNothing && callable === 'no')) return 'unknown';
  return callable === 'no' ? 'object' : callable;
}
