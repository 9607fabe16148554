import type { ImportedModule } from './importedModules';
import { importNames } from './importedModules';
import { imitatedBy, normalized } from './lookAlikePackages';
import type { Judged } from './nodeImports';
import type { Project } from './project';
import { firstWhere, foldersAbove, pathFrom } from './project';
import { broughtAlong, distributions } from './pythonDistributions';
import { pythonModules } from './pythonModules';

const found: Judged = { kind: 'found' };

/** Files in which Python projects name the packages that they need. */
const pythonManifestNames = [
  ...['requirements.txt', 'requirements.in', 'requirements-dev.txt', 'requirements_dev.txt'],
  ...['dev-requirements.txt', 'requirements-test.txt', 'test-requirements.txt'],
  ...['requirements/base.txt', 'requirements/common.txt', 'requirements/prod.txt'],
  ...['requirements/production.txt', 'requirements/dev.txt', 'requirements/local.txt'],
  ...['requirements/test.txt', 'requirements/requirements.txt', 'pyproject.toml', 'Pipfile'],
  ...['setup.py', 'setup.cfg', 'environment.yml', 'environment.yaml', 'poetry.lock', 'uv.lock'],
  ...['Pipfile.lock', 'pdm.lock', 'constraints.txt'],
];

/** Where a module of a Python file comes from. */
export async function judgePythonImport(
  module: ImportedModule,
  before: string,
  project: Project,
): Promise<Judged> {
  const { name, path, isOptional } = module;
  if (name.startsWith('.')) return relative(module, before, project);
  const [top = ''] = name.split('.');
  if (pythonModules.has(top) || (await isOwn(module, project))) return found;
  const texts = await manifestTexts(path, project);
  const imitated = imitatedBy(top, 'PyPI');
  const looks = imitated === undefined ? '' : ` and looks like ${imitated}`;
  if (texts.length === 0) {
    if (imitated !== undefined && !(top in distributions)) {
      return { kind: 'warn', text: `${top} looks like ${imitated}` };
    }
    return { kind: 'unknown', text: `there is no manifest that could name ${top}` };
  }
  const named = namesIn(texts.join('\n'));
  if (isNamed(name, named)) return found;
  const others = importNames(path, before).filter(
    (one) => !one.startsWith('.') && !pythonModules.has(one.split('.')[0] ?? ''),
  );
  const isUnnamed = (one: string) => Promise.resolve(!isNamed(one, named));
  const isLoose = isOptional || (await firstWhere(others, isUnnamed)) !== undefined;
  const text = `No manifest names a package that brings ${top}${looks}`;
  return { kind: isLoose && imitated === undefined ? 'warn' : 'fail', text };
}

async function relative(
  { name, path, parts, isOptional }: ImportedModule,
  before: string,
  project: Project,
): Promise<Judged> {
  const resolves = async (module: string, names: readonly string[]) => {
    const dots = /^\.+/.exec(module)?.[0].length ?? 1;
    const folder = foldersAbove(path)[dots - 1];
    if (folder === undefined) return false;
    return isModule(folder, module.slice(dots), names, project);
  };
  if (await resolves(name, parts)) return found;
  const others = importNames(path, before).filter((one) => one.startsWith('.'));
  const isWhole = others.length > 0 || (await manifestTexts(path, project)).length > 0;
  if (!isWhole) return { kind: 'unknown', text: `${name} is not among the files given` };
  const lost = await firstWhere(others, async (one) => !(await resolves(one, [])));
  const kind = isOptional || lost !== undefined ? 'warn' : 'fail';
  return { kind, text: `There is no module ${name} around ${path}` };
}

async function isModule(
  folder: string,
  dotted: string,
  names: readonly string[],
  project: Project,
): Promise<boolean> {
  const inner = dotted.replaceAll('.', '/');
  const [place, inside] = [`${folder}${inner}`, inner === '' ? folder : `${folder}${inner}/`];
  const candidates = [
    ...(inner === '' ? [] : [`${place}.py`, `${place}.pyi`, `${place}.pyx`]),
    `${inside}__init__.py`,
    ...names.flatMap((name) => [`${inside}${name}.py`, `${inside}${name}/__init__.py`]),
  ];
  const exists = (one: string) => {
    const path = pathFrom('', one);
    return path === undefined ? Promise.resolve(false) : project.exists(path);
  };
  return (await firstWhere(candidates, exists)) !== undefined;
}

/** A module of the project itself, from the file's folder up, or in its `src`. */
async function isOwn({ name, path, parts }: ImportedModule, project: Project): Promise<boolean> {
  const [top = ''] = name.split('.');
  const roots = foldersAbove(path).flatMap((folder) => [folder, `${folder}src/`, `${folder}lib/`]);
  const has = async (root: string) =>
    (await isModule(root, name, parts, project)) || isModule(root, top, [], project);
  if ((await firstWhere(roots, has)) !== undefined) return true;
  return path.split('/').slice(0, -1).includes(top);
}

async function manifestTexts(path: string, project: Project): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const folder of foldersAbove(path)) {
    for (const name of pythonManifestNames) {
      const text = await project.text(folder + name);
      if (text !== undefined) texts.push(text);
    }
  }
  return texts;
}

/** Every word of the manifests that may be a package's name, normalised. */
function namesIn(text: string): ReadonlySet<string> {
  return new Set((text.match(/[A-Za-z\d][\w.-]*/g) ?? []).map(normalized));
}

/** Whether a package that brings the module is named. Many are called a little otherwise than theirs. */
function isNamed(module: string, named: ReadonlySet<string>): boolean {
  const segments = module.split('.').map(normalized);
  const [top = ''] = module.split('.');
  const [own = ''] = segments;
  const usual = Object.hasOwn(distributions, top) ? (distributions[top] ?? '').split(' ') : [];
  const candidates = [
    ...usual,
    own,
    ...segments.map((_, count) => segments.slice(0, count + 1).join('-')),
    ...['python-', 'py', 'py-', 'django-', 'flask-', 'types-'].map((head) => head + own),
    ...['-python', '-py', 'py', '-client', '-binary', '2', '3', '4', '-sdk'].map(
      (tail) => own + tail,
    ),
  ];
  if (candidates.some((one) => named.has(one))) return true;
  const isPart = [...named].some((one) => one.startsWith(`${own}-`) && own.length > 3);
  const comes = Object.entries(broughtAlong).some(
    ([giver, modules]) => named.has(giver) && modules.split(' ').includes(top),
  );
  return isPart || comes;
}
