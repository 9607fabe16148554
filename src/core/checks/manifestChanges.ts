import type { SubjectFile } from '../evidence';
import { splitLines } from '../diffLines';
import { imitatedBy, normalized } from './lookAlikePackages';
import type { Ecosystem } from './lookAlikePackages';
import type { Json } from './nodeManifests';
import { asObject, objectIn } from './nodeManifests';

/** A remark on one file; `note` is what a reader should know, and no reason to stop. */
export interface Remark {
  readonly kind: 'fail' | 'warn' | 'note';
  readonly text: string;
  readonly path: string;
  readonly line?: number;
}

/** A package that a change asks for anew, or in another version. */
export interface AskedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** As the manifest writes it. */
  readonly range: string;
  readonly old?: string;
  readonly path: string;
  readonly line: number;
}

/** What a changed manifest asks for, and what is to say of the rest of it. */
export interface ManifestChange {
  readonly asked: readonly AskedPackage[];
  readonly remarks: readonly Remark[];
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const installScripts =
  /^(?:pre|post)?install$|^(?:pre|post)?prepare$|^(?:pre|post)pack$|^prepublish/;

/** What changes in a manifest; undefined for a file that is none. */
export function manifestChange(file: SubjectFile): ManifestChange | undefined {
  if (/(?:^|\/)package\.json$/.test(file.path)) return packageJson(file);
  if (isPythonManifest(file.path)) return pythonManifest(file);
  return undefined;
}

function packageJson(file: SubjectFile): ManifestChange {
  const { path, before, after } = file;
  const [old, now] = [objectIn(before) ?? {}, objectIn(after) ?? {}];
  const asked = sections.flatMap((section) => {
    const was = asObject(old[section]) ?? {};
    return Object.entries(asObject(now[section]) ?? {}).flatMap(([name, value]): AskedPackage[] => {
      const range = String(value);
      const had = Object.hasOwn(was, name) ? String(was[name]) : elsewhere(old, name);
      if (had === range) return [];
      const line = lineOf(after, `"${name}"`);
      const asks = { ecosystem: 'npm', name, range, path, line } as const;
      return [had === undefined ? asks : { ...asks, old: had }];
    });
  });
  return { asked, remarks: [...scriptRemarks(file, old, now), ...overrideRemarks(file, old, now)] };
}

/** A package may move from one section to another. */
function elsewhere(json: Json, name: string): string | undefined {
  for (const section of sections) {
    const value = asObject(json[section])?.[name];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function scriptRemarks({ path, after }: SubjectFile, old: Json, now: Json): readonly Remark[] {
  const [was, is] = [asObject(old.scripts) ?? {}, asObject(now.scripts) ?? {}];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => was[name] !== is[name],
  );
  return changed.map((name) => {
    const line = lineOf(after, `"${name}"`);
    const what = name in is ? (name in was ? 'changes' : 'is new') : 'goes away';
    const danger =
      installScripts.test(name) && name in is ? ', and runs whenever somebody installs' : '';
    return { kind: 'warn', path, line, text: `The script ${name} ${what}${danger}` };
  });
}

function overrideRemarks({ path, after }: SubjectFile, old: Json, now: Json): readonly Remark[] {
  return ['overrides', 'resolutions', 'pnpm'].flatMap((key): Remark[] => {
    const [was, is] = [JSON.stringify(old[key] ?? null), JSON.stringify(now[key] ?? null)];
    if (was === is) return [];
    const foreign =
      /:"(?:git|https?:|file:|npm:)/.test(is) && !/:"(?:git|https?:|file:|npm:)/.test(was);
    const text = `${key} changes which versions others get`;
    return [{ kind: foreign ? 'warn' : 'note', path, line: lineOf(after, `"${key}"`), text }];
  });
}

function isPythonManifest(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in)|constraints\.txt|pyproject\.toml|Pipfile|setup\.(?:py|cfg))$/i.test(
    path,
  );
}

const requirement =
  /^\s*["']?([A-Za-z\d](?:[\w.-]*[A-Za-z\d])?)\s*(?:\[[\w,\s-]*\])?\s*((?:===|==|~=|!=|<=|>=|<|>)[^#;"']*|@\s*[^#;"']+)?\s*(?:;[^"'#]*)?["']?,?\s*(?:#.*|--hash.*|\\)?$/;
const assigned =
  /^\s*["']?([A-Za-z\d][\w.-]*)["']?\s*=\s*(?:["']([^"']*)["']|(\{.*\}))\s*(?:#.*)?$/;
/** Keys of pyproject.toml and Pipfile under which packages stand. */
const packageTable =
  /^\s*\[\[?(?:tool\.(?:poetry|pdm|uv)\.[\w.-]*dependencies(?:\.[\w-]+)*|packages|dev-packages|dependency-groups)\]/;

function pythonManifest(file: SubjectFile): ManifestChange {
  const { path, before, after } = file;
  const old = new Map(requirementsIn(path, before).map((one) => [one.name, one.range]));
  const asked = requirementsIn(path, after).flatMap(({ name, range, line }): AskedPackage[] => {
    const had = old.get(name);
    if (had === range) return [];
    const asks = { ecosystem: 'PyPI', name, range, path, line } as const;
    return [had === undefined ? asks : { ...asks, old: had }];
  });
  const index =
    /^\s*(?:--?(?:extra-)?index-url|-i|--find-links|-f|--trusted-host)\b|^\s*url\s*=\s*["']/;
  const lines = new Set(splitLines(before));
  const remarks = splitLines(after).flatMap((text, line): Remark[] =>
    index.test(text) && !lines.has(text)
      ? [{ kind: 'warn', path, line, text: 'Packages come from another place than before' }]
      : [],
  );
  return { asked, remarks };
}

interface Requirement {
  readonly name: string;
  readonly range: string;
  readonly line: number;
}

/** The packages that a manifest of Python names, normalised, with what it says of their versions. */
function requirementsIn(path: string, text: string): readonly Requirement[] {
  const isPlain = /\.(?:txt|in)$/i.test(path);
  const isToml = /\.toml$|Pipfile$/i.test(path);
  let isTable = false;
  let isList = false;
  return splitLines(text).flatMap((said, line): readonly Requirement[] => {
    if (said.length > 2000 || /^\s*(?:#|$)/.test(said)) return [];
    if (isPlain) return requirementOf(said, line);
    if (/^\s*\[/.test(said) && !/^\s*\[\s*$/.test(said))
      isTable = isToml && packageTable.test(said);
    const opens =
      /(?:dependencies|requires|install_requires|tests_require|extras_require)\s*=\s*(\[?)(.*)$/.exec(
        said,
      );
    const [, bracket, rest = ''] = opens ?? [];
    if (opens) isList = bracket === '[' || /setup\.cfg$/.test(path);
    const inner = opens ? rest : said;
    const isHere = isList && inner.trim() !== '';
    if (isList && (/\]\s*[,)]?\s*$/.test(said) || (/^\S/.test(said) && !opens))) isList = false;
    if (isHere) {
      const quoted = [...inner.matchAll(/["']([^"']+)["']/g)].map(([, one = '']) => one);
      if (quoted.length > 0) return quoted.flatMap((one) => requirementOf(one, line));
      return /setup\.cfg$/.test(path) ? requirementOf(inner, line) : [];
    }
    const [, name, range, table] = (isTable && assigned.exec(said)) || [];
    if (name === undefined || name === 'python') return [];
    return [{ name: normalized(name), range: range ?? table ?? '', line }];
  });
}

function requirementOf(said: string, line: number): readonly Requirement[] {
  const [, name, range = ''] = requirement.exec(said) ?? [];
  if (name !== undefined) return [{ name: normalized(name), range: range.trim(), line }];
  const address = /^\s*(?:-e\s+)?((?:git\+|https?:|file:)\S+)/.exec(said)?.[1];
  if (address === undefined) return [];
  const egg =
    /#egg=([\w.-]+)/.exec(address)?.[1] ?? /([\w.-]+?)(?:\.git)?(?:@[^/]*)?$/.exec(address)?.[1];
  return [{ name: normalized(egg ?? address), range: `@ ${address}`, line }];
}

/** What to say of a package that is asked for. */
export function askedRemark(asked: AskedPackage): Remark {
  const { name, range, old, path, line, ecosystem } = asked;
  const at = { path, line };
  const imitated = old === undefined ? imitatedBy(name, ecosystem) : undefined;
  if (imitated !== undefined) {
    return { ...at, kind: 'fail', text: `The new package ${name} looks like ${imitated}` };
  }
  const said = range === '' ? 'any version' : range;
  if (
    /^(?:@\s*)?(?:git|https?:|file:|link:|ssh:|github:|gitlab:|bitbucket:)|^[\w-]+\/[\w.-]+(?:#|$)|"?(?:git|url|path)"?\s*=/.test(
      range,
    )
  ) {
    return { ...at, kind: 'warn', text: `${name} comes from an address or a folder, ${said}` };
  }
  if (/^npm:/.test(range)) {
    return { ...at, kind: 'warn', text: `${name} is another package under this name, ${said}` };
  }
  if (ecosystem === 'npm' && /^(?:latest|next|\*|x|)$|^>=?[\d.]+$/.test(range)) {
    return { ...at, kind: 'warn', text: `${name} may be any version there will be, “${said}”` };
  }
  if (old === undefined)
    return { ...at, kind: 'warn', text: `${name} ${said} is a new dependency` };
  return {
    ...at,
    kind: 'note',
    text: `${name} goes from ${old === '' ? 'any version' : old} to ${said}`,
  };
}

function lineOf(text: string, key: string): number {
  const at = text.indexOf(`${key}:`);
  const found = at < 0 ? text.indexOf(key) : at;
  return found < 0 ? 0 : text.slice(0, found).split('\n').length - 1;
}
