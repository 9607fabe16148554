import { imitatedBy } from './lookAlikePackages';
import type { ImportedModule } from './importedModules';
import { importNames } from './importedModules';
import { nodeModules, prefixedModules } from './nodeModules';
import type { NodeManifest } from './nodeManifests';
import { aliasTargets, asObject, declared, isLocked, manifestsAbove } from './nodeManifests';
import { isTestPath } from './pathKinds';
import type { Project } from './project';
import { firstWhere, pathFrom } from './project';

/** What is to say about an imported module; `unknown` is why it could not be told. */
export type Judged =
  | { readonly kind: 'found' }
  | { readonly kind: 'unknown' | 'warn' | 'fail'; readonly text: string };

const found: Judged = { kind: 'found' };
const endings = [
  ...['', '.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.json', '.vue'],
  ...['.svelte', '.node', '.d.mts', '/index.ts', '/index.tsx', '/index.js', '/index.jsx'],
  ...['/index.mjs', '/index.cjs', '/index.d.ts', '/index.vue', '/package.json'],
];
/** What bundlers and other run times know by themselves. */
const foreign =
  /^(?:bun|deno|cloudflare|virtual|jsr|npm|astro|electron)(?::|$)|^\$(?:lib|app|env)\b|^[~@]\//;
/** Files that a build makes, and that no repository has. */
const made =
  /(?:^|\/)(?:dist|build|lib|out|generated|__generated__|gen)\/|\.(?:css|scss|less|svg|png|wasm|graphql)$/;

/** Where a module of a JavaScript or TypeScript file comes from. */
export async function judgeNodeImport(
  module: ImportedModule,
  before: string,
  project: Project,
): Promise<Judged> {
  const name = module.name.replace(/^.*!/, '').replace(/\?.*$/, '');
  if (name.startsWith('node:')) return builtIn(name.slice('node:'.length), name);
  if (/^\.{0,2}\/|^\.{1,2}$/.test(name)) return relative(name, module, before, project);
  if (/^(?:https?|data|file|blob):/.test(name)) {
    return { kind: 'warn', text: `Code is loaded from an address, ${name.split('?')[0] ?? ''}` };
  }
  const builtin = nodeModules.has(name);
  if (builtin || foreign.test(name)) return found;
  const targets = await aliasTargets(name, module.path, project);
  if (targets) {
    if (await firstWhere(targets, (target) => leadsSomewhere(target, project))) return found;
    return { kind: 'warn', text: `${name} is an alias that leads to no file here` };
  }
  return packageOf(name, module, before, project);
}

function builtIn(plain: string, name: string): Judged {
  if (nodeModules.has(plain) || prefixedModules.has(plain)) return found;
  return { kind: 'fail', text: `Node has no module ${name}` };
}

async function leadsSomewhere(path: string, project: Project): Promise<boolean> {
  // TypeScript is imported by the names that its output will have.
  const source = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  const all = [...endings.map((ending) => path + ending), source, source.replace(/\.ts$/, '.tsx')];
  return (await firstWhere(new Set(all), (one) => project.exists(one))) !== undefined;
}

async function relative(
  name: string,
  { path, isOptional }: ImportedModule,
  before: string,
  project: Project,
): Promise<Judged> {
  if (name.startsWith('/')) return { kind: 'unknown', text: `${name} is a path of the machine` };
  const folder = path.replace(/[^/]*$/, '');
  const resolves = async (one: string) => {
    const target = pathFrom(folder, one);
    if (target === undefined) return /^[./]+$/.test(one);
    return leadsSomewhere(target, project);
  };
  if (await resolves(name)) return found;
  const others = importNames(path, before).filter((one) => one.startsWith('.'));
  const isWhole = others.length > 0 || (await manifestsAbove(path, project)).length > 0;
  if (!isWhole) return { kind: 'unknown', text: `${name} is not among the files given` };
  const isLost = await firstWhere(others, async (one) => !(await resolves(one)));
  const isDoubtful = isOptional || made.test(name) || isLost !== undefined;
  return { kind: isDoubtful ? 'warn' : 'fail', text: `There is no file ${name} beside ${path}` };
}

/** The package that a module belongs to: `a` of `a/b`, `@a/b` of `@a/b/c`. */
export function packageName(name: string): string {
  const [first = '', second] = name.split('/');
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}

async function packageOf(
  specifier: string,
  module: ImportedModule,
  before: string,
  project: Project,
): Promise<Judged> {
  const name = packageName(specifier);
  const manifests = await manifestsAbove(module.path, project);
  const imitated = imitatedBy(name, 'npm');
  const looks = imitated === undefined ? '' : ` and looks like ${imitated}`;
  if (manifests.length === 0) {
    if (imitated !== undefined) return { kind: 'warn', text: `${name} looks like ${imitated}` };
    return { kind: 'unknown', text: `there is no package.json that could name ${name}` };
  }
  if (name.startsWith('#')) {
    const names = manifests.flatMap(({ json }) => Object.keys(asObject(json.imports) ?? {}));
    if (names.some((one) => one === specifier || specifier.startsWith(one.split('*')[0] ?? one)))
      return found;
    return { kind: 'fail', text: `${name} is not among the imports of package.json` };
  }
  const how = declared(name, manifests);
  if (how === 'production') return found;
  if (how === 'development') return ofDevelopment(name, module, before, manifests);
  if (await isOwnFile(specifier, manifests, project)) return found;
  if (await isLocked(name, manifests, project)) {
    const text = `${name} is installed only because another package asks for it${looks}; name it in package.json`;
    return { kind: 'warn', text };
  }
  const others = importNames(module.path, before).filter(isPackage).map(packageName);
  const isLoose =
    module.isOptional ||
    others.some((one) => declared(one, manifests) === undefined) ||
    isOfWorkspace(name, manifests);
  return {
    kind: isLoose && imitated === undefined ? 'warn' : 'fail',
    text: `No manifest names ${name}${looks}`,
  };
}

function isPackage(name: string): boolean {
  return !/^[./#]|^node:|:|^[~@]\//.test(name) && !nodeModules.has(name);
}

/** Bundled programs, and files that no user runs, may use what is for development. */
function ofDevelopment(
  name: string,
  { path, isType }: ImportedModule,
  before: string,
  manifests: readonly NodeManifest[],
): Judged {
  const isTool =
    /(?:^|\/)(?:scripts?|tools?|build|config|webpack|gulp|bench\w*|\.\w+)\/|config\.\w+$|(?:^|\/)[\w-]*(?:gulpfile|gruntfile)\.\w+$/i;
  const others = importNames(path, before).filter(isPackage).map(packageName);
  const isBundled =
    others.some((one) => declared(one, manifests) === 'development') ||
    manifests.every(({ json }) => Object.keys(asObject(json.dependencies) ?? {}).length === 0);
  if (isType || isBundled || isTool.test(path) || isTestPath(path)) return found;
  return {
    kind: 'warn',
    text: `${name} is a development dependency, so it is missing in production`,
  };
}

/** Modules that are named from the folder of the manifest or its sources, as bundlers allow. */
async function isOwnFile(
  name: string,
  manifests: readonly NodeManifest[],
  project: Project,
): Promise<boolean> {
  const places = manifests.flatMap(({ folder }) =>
    ['', 'src/', 'app/'].flatMap((inner) => pathFrom(folder + inner, name) ?? []),
  );
  return (await firstWhere(places, (one) => leadsSomewhere(one, project))) !== undefined;
}

/** A sister package of a workspace: it has the scope of one of the manifests. */
function isOfWorkspace(name: string, manifests: readonly NodeManifest[]): boolean {
  const scope = /^@[^/]+\//.exec(name)?.[0];
  return (
    scope !== undefined &&
    manifests.some(({ json }) => typeof json.name === 'string' && json.name.startsWith(scope))
  );
}
