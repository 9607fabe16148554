import { importNames } from '../../checks/importedModules';
import { languageFor } from '../../grammars';
import type { PackageMention, SourceText, UseKind } from './usage';
import { packageOf } from './usage';

/** A package that a file other than a script names. */
export interface TextUse extends PackageMention {
  readonly package: string;
  /** Code in it imports the package, and which names it uses was not read. */
  readonly isImport: boolean;
}

/** The packages that are asked for, in the ways in which configuration speaks of them. */
export interface NamesInConfig {
  readonly has: (name: string) => boolean;
  /** By command. */
  readonly commands: ReadonlyMap<string, string>;
  /** What a tool calls them for short: `[tool, short name]` as `tool:name`. */
  readonly shorts: ReadonlyMap<string, string>;
}

const shortForms: readonly (readonly [string, RegExp])[] = [
  ['eslint', /^(@[^/]+\/)?eslint-(?:plugin|config|import-resolver)(?:-(.+))?$/],
  ['babel', /^(@babel\/)?(?:babel-)?(?:preset|plugin)-(.+)$/],
  ['jest', /^()jest-(?:environment|runner|watch)-(.+)$/],
  ['karma', /^()karma-(.+)$/],
  ['stylelint', /^(@[^/]+\/)?stylelint-(?:config-)?(.+)$/],
  ['prettier', /^()prettier-plugin-(.+)$/],
  ['tsconfig', /^@types\/()(.+)$/],
  ['grunt', /^()grunt-(?:contrib-)?(.+)$/],
  ['gulp', /^()gulp-(.+)$/],
  ['webpack', /^()(.+)-loader$/],
];

export function namesInConfig(
  packages: readonly { readonly name: string; readonly bins?: readonly string[] }[],
): NamesInConfig {
  const names = new Set(packages.map(({ name }) => name));
  const commands = new Map<string, string>();
  const shorts = new Map<string, string>();
  for (const { name, bins } of packages) {
    const usual = name.startsWith('@types/') ? [] : [name.slice(name.lastIndexOf('/') + 1)];
    for (const bin of bins ?? usual) commands.set(bin, name);
    for (const [tool, form] of shortForms) {
      const found = form.exec(name);
      const short = found && `${found[1] ?? ''}${found[2] ?? ''}`.replace(/\/$/, '');
      if (short) shorts.set(`${tool}:${short}`, name);
    }
  }
  return { has: (name) => names.has(name), commands, shorts };
}

const tools = /eslint|babel|jest|karma|stylelint|prettier|tsconfig|jsconfig|grunt|gulp|webpack/gi;
const configPath =
  /(?:^|\/)(?:\.[\w-]+rc(?:\.\w+)?|[\w.-]*\.?config\.\w+|[\w.-]*\.conf\.\w+|[tj]sconfig[\w.-]*\.json|(?:gulp|Grunt)file\.\w+|angular\.json|nx\.json|lerna\.json|\.releaserc|nodemon\.json|\.babelrc|webpack[\w.-]*\.\w+|rollup[\w.-]*\.\w+)$/i;
const commandPath =
  /(?:^|\/)(?:Dockerfile[\w.-]*|Makefile|Procfile|[\w.-]+\.(?:sh|ya?ml)|\.husky\/[^/]+)$/i;
const pagePath =
  /\.(?:css|scss|sass|less|styl|html?|vue|svelte|astro|ejs|pug|hbs|handlebars|njk|mustache|jade)$/i;

/** Whether a file that is no script may name packages. */
export function isConfigPath(path: string): boolean {
  return (
    /(?:^|\/)package\.json$/.test(path) ||
    configPath.test(path) ||
    commandPath.test(path) ||
    pagePath.test(path)
  );
}

/** What such a file names. A script that configures a tool is asked for its short names alone. */
export function textUses(source: SourceText, names: NamesInConfig): readonly TextUse[] {
  const { path, text } = source;
  if (/(?:^|\/)package\.json$/.test(path)) return manifestUses(source, names);
  return [
    ...(languageFor(path, text) === 'javascript' ? scriptTexts(source, names) : []),
    ...(configPath.test(path) ? configWords(source, toolsOf(path), names) : []),
    ...(commandPath.test(path) ? runCommands(source, names) : []),
    ...(pagePath.test(path) ? pageUses(source, names) : []),
  ];
}

const quoted = /(["'`])(@?[\w.-]+(?:\/[\w.-]+)?|[^"'`\n]{0,200}node_modules\/[^"'`\n]{1,200})\1/g;

/** A library may load a package by a text that is its name, and a server give out its files. */
function scriptTexts(source: SourceText, names: NamesInConfig): readonly TextUse[] {
  const { text } = source;
  return [...text.matchAll(quoted)].flatMap((match) => {
    const said = match[2] ?? '';
    const inFolder = said.lastIndexOf('node_modules/');
    const name = packageOf(inFolder < 0 ? said : said.slice(inFolder + 'node_modules/'.length));
    if (name === undefined || !names.has(name) || (inFolder < 0 && name !== said)) return [];
    const before = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    if (/\/\/|^\s*\*|\/\*(?!.*\*\/)/.test(before)) return [];
    return [useOf(source, name, inFolder < 0 ? 'named' : 'asset', match.index)];
  });
}

function toolsOf(text: string): readonly string[] {
  return [...text.matchAll(tools)].map(([tool]) =>
    tool.toLowerCase().replace('jsconfig', 'tsconfig'),
  );
}

const word = /(?:plugin:)?(@?[A-Za-z0-9][\w.@/-]{0,200})/g;

function configWords(
  source: SourceText,
  inTools: readonly string[],
  names: NamesInConfig,
): readonly TextUse[] {
  return [...source.text.matchAll(word)].flatMap((match) => {
    const found = configured(match[1] ?? '', inTools, names);
    return found === undefined ? [] : [useOf(source, found, 'config', match.index)];
  });
}

function configured(
  text: string,
  inTools: readonly string[],
  { has, shorts }: NamesInConfig,
): string | undefined {
  const name = packageOf(text);
  if (name !== undefined && has(name)) return name;
  const [first = '', second = ''] = text.split('/');
  for (const tool of inTools) {
    for (const short of [text, `${first}/${second}`, first]) {
      const found = shorts.get(`${tool}:${short}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Fields of a package.json that ask for packages or speak of this one, and say nothing of use. */
const unused = new Set([
  ...['name', 'version', 'description', 'keywords', 'author', 'contributors', 'license'],
  ...['repository', 'bugs', 'homepage', 'dependencies', 'devDependencies', 'peerDependencies'],
  ...['optionalDependencies', 'peerDependenciesMeta', 'bundleDependencies', 'bundledDependencies'],
  ...['overrides', 'resolutions', 'pnpm', 'engines', 'files', 'scripts', 'workspaces'],
]);

function manifestUses(source: SourceText, names: NamesInConfig): readonly TextUse[] {
  let data: unknown;
  try {
    data = JSON.parse(source.text.replace(/^\uFEFF/, ''));
  } catch {
    return [];
  }
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data as Record<string, unknown>).flatMap(([field, value]) => {
    const at = Math.max(0, source.text.indexOf(JSON.stringify(field)));
    if (field === 'scripts') return scriptCommands(source, at, value, names);
    if (unused.has(field)) return [];
    const text = JSON.stringify(value) ?? '';
    return configWords({ ...source, text }, toolsOf(field), names).map((use) => {
      const place = source.text.indexOf(use.package, at);
      return { ...use, line: lineAt(source.text, place < 0 ? at : place) };
    });
  });
}

function scriptCommands(
  source: SourceText,
  at: number,
  scripts: unknown,
  names: NamesInConfig,
): readonly TextUse[] {
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.entries(scripts).flatMap(([script, command]) => {
    if (typeof command !== 'string') return [];
    const place = Math.max(at, source.text.indexOf(JSON.stringify(script), at));
    const words = command
      .split(/[\s;&|()"'`=]+/)
      .map((one) => one.replace(/^.*node_modules\/\.bin\//, ''));
    return words.flatMap((one) => {
      const name = names.commands.get(one);
      if (name !== undefined) return [{ ...useOf(source, name, 'command', place), command: one }];
      const asked = packageOf(one);
      return asked !== undefined && names.has(asked) ? [useOf(source, asked, 'config', place)] : [];
    });
  });
}

const run =
  /(?:\b(?:npx|bunx|yarn(?:[ \t]+run)?|pnpm(?:[ \t]+(?:exec|dlx))?|npm[ \t]+exec(?:[ \t]+--)?)[ \t]+(?:-\S+[ \t]+)*|node_modules\/\.bin\/)(@?[\w./-]{1,200})/g;

function runCommands(source: SourceText, names: NamesInConfig): readonly TextUse[] {
  return [...source.text.matchAll(run)].flatMap((match) => {
    const said = match[1] ?? '';
    const name = names.commands.get(said) ?? (names.has(said) ? said : undefined);
    return name === undefined
      ? []
      : [{ ...useOf(source, name, 'command', match.index), command: said }];
  });
}

const asset =
  /(?:node_modules\/|["'(]~|\/npm\/|unpkg\.com\/|@(?:import|use|forward)\s{1,5}["'])(@[\w.-]+\/[\w.-]+|[\w.-]+)/g;

function pageUses(source: SourceText, names: NamesInConfig): readonly TextUse[] {
  const assets = [...source.text.matchAll(asset)].flatMap((match) => {
    const name = (match[1] ?? '').replace(/@[\d.]+$/, '');
    return names.has(name) ? [useOf(source, name, 'asset', match.index)] : [];
  });
  if (!/\.(?:vue|svelte|astro|html?)$/i.test(source.path)) return assets;
  const imports = importNames('a.js', source.text).flatMap((specifier) => {
    const name = packageOf(specifier);
    if (name === undefined || !names.has(name)) return [];
    return [{ ...useOf(source, name, 'import', source.text.indexOf(specifier)), isImport: true }];
  });
  return [...assets, ...imports];
}

function useOf({ path, text }: SourceText, name: string, kind: UseKind, at: number): TextUse {
  return { package: name, kind, path, line: lineAt(text, at), isImport: false };
}

function lineAt(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}
