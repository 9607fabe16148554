import { importNames } from '../../checks/importedModules';
import { HumanError } from '../../errors';
import { languageFor } from '../../grammars';
import type { Node, Syntax } from '../../syntax';
import { type NamesInConfig, isConfigPath, namesInConfig, textUses } from './configUses';
import { mayGuard } from './guardPackages';
import { type ScriptNames, scriptNames } from '../exports/scriptNames';
import { computedModules, scriptUses } from './scriptUses';
import {
  type AskedPackage,
  type NamePlace,
  type PackageMention,
  type PackageUse,
  type ProjectUse,
  type SourceText,
  type UsePlace,
  packageOf,
} from './usage';

/** Whether a file can say something of the use of packages, by its path. */
export function maySpeakOfPackages(path: string): boolean {
  return languageFor(path) === 'javascript' || isConfigPath(path);
}

/** Collects the use of packages, file by file. */
export interface UseCollector {
  /** Parses the file only where its text names an asked package. Does not reject for what is in it. */
  add(source: SourceText): Promise<void>;
  result(): ProjectUse;
}

interface Gathered {
  readonly mentions: PackageMention[];
  readonly names: Map<string, NamePlace[]>;
  readonly called: UsePlace[];
  readonly constructed: UsePlace[];
  readonly escapes: UsePlace[];
}

/** For a text that says more than this of one package, more places say nothing new. */
const maxPlaces = 200;

export function collectUse(packages: readonly AskedPackage[], syntax: Syntax): UseCollector {
  const names = namesInConfig(packages);
  const typed = new Set(packages.flatMap(({ name }) => describedPackage(name) ?? []));
  const has = (name: string): boolean => names.has(name) || typed.has(name);
  const gathered = new Map<string, Gathered>();
  const computed: UsePlace[] = [];
  const problems: string[] = [];
  let searched = 0;
  let parsed = 0;
  return {
    async add(source) {
      searched += 1;
      const isScript = languageFor(source.path, source.text) === 'javascript';
      if (!isScript || !isToBeParsed(source, has)) {
        addTexts(source, names, gathered);
        return;
      }
      parsed += 1;
      try {
        await syntax.withTree(source.path, source.text, (root) => {
          const file = scriptNames(source.path, source.text, root);
          addScript(file, has, gathered);
          computed.push(...computedModules(file).map((node) => placeOf(node, file)));
        });
      } catch (error) {
        if (!(error instanceof HumanError)) throw error;
        problems.push(error.message);
      }
      addTexts(source, names, gathered);
    },
    result: () => ({
      packages: new Map(
        packages.map(({ name }) => [
          name,
          described(name, gatheredFor(name, gathered), searched, computed.length),
        ]),
      ),
      searched,
      parsed,
      computed,
      problems,
    }),
  };
}

const computedCall = /\b(?:require|import)\s{0,10}\(\s{0,10}[^'")\s]/;

function isToBeParsed({ path, text }: SourceText, has: (name: string) => boolean): boolean {
  const imports = importNames(path, text);
  return imports.some((one) => has(packageOf(one) ?? '')) || computedCall.test(text);
}

/** The package whose types a package of DefinitelyTyped describes. */
function describedPackage(name: string): string | undefined {
  if (!name.startsWith('@types/')) return undefined;
  const plain = name.slice('@types/'.length);
  return plain.includes('__') ? `@${plain.replace('__', '/')}` : plain;
}

function gatheredFor(name: string, gathered: ReadonlyMap<string, Gathered>): Gathered {
  const own = gathered.get(name) ?? empty();
  const about = describedPackage(name);
  const others = about === undefined ? [] : (gathered.get(about)?.mentions ?? []);
  const types = others.map(({ path, line }) => ({ path, line, kind: 'types' as const }));
  return { ...own, mentions: [...own.mentions, ...types] };
}

function empty(): Gathered {
  return { mentions: [], names: new Map(), called: [], constructed: [], escapes: [] };
}

function of(gathered: Map<string, Gathered>, name: string): Gathered {
  let known = gathered.get(name);
  if (!known) gathered.set(name, (known = empty()));
  return known;
}

function addTexts(source: SourceText, names: NamesInConfig, gathered: Map<string, Gathered>): void {
  for (const { package: name, isImport, ...mention } of textUses(source, names)) {
    const known = of(gathered, name);
    // A script that was parsed has said more exactly what it does with it.
    if (known.mentions.at(-1)?.path === source.path && mention.kind !== 'command') continue;
    if (known.mentions.length < maxPlaces) known.mentions.push(mention);
    if (isImport) known.escapes.push({ path: mention.path, line: mention.line });
  }
}

function addScript(
  file: ScriptNames,
  has: (name: string) => boolean,
  gathered: Map<string, Gathered>,
): void {
  for (const use of scriptUses(file, has)) {
    const known = of(gathered, use.package);
    if (known.mentions.length >= maxPlaces) continue;
    const { kind, subpath } = use;
    known.mentions.push({
      ...placeOf(use.node, file),
      kind,
      ...(subpath !== undefined && { subpath }),
    });
    // A file of the package has names of its own.
    if (subpath !== undefined) continue;
    for (const { name, node } of use.names) {
      const places = known.names.get(name) ?? [];
      places.push({ ...placeOf(node, file), isCall: isCalled(node) });
      known.names.set(name, places);
    }
    known.called.push(...use.called.map((node) => placeOf(node, file)));
    known.constructed.push(...use.constructed.map((node) => placeOf(node, file)));
    known.escapes.push(...use.escapes.map((node) => placeOf(node, file)));
  }
}

function isCalled(node: Node): boolean {
  const member = node.parent?.type === 'member_expression' ? node.parent : undefined;
  const value = member?.childForFieldName('property') === node ? member : node;
  const { parent } = value;
  return parent?.type === 'call_expression' && parent.childForFieldName('function') === value;
}

function placeOf(node: Node, { path }: ScriptNames): UsePlace {
  return { path, line: node.startPosition.row };
}

function described(
  name: string,
  gathered: Gathered,
  searched: number,
  computed: number,
): PackageUse {
  const verdict = verdictOf(gathered.mentions);
  const protects = mayGuard(name);
  const guard = ' It may guard the application, so it is not to be removed for that.';
  const blind = computed > 0 ? `, and ${computed} modules are loaded by a computed name` : '';
  const text = {
    used: `${name} is used in ${countOf(gathered.mentions)}.`,
    types: `Only the types of ${name} are used: it is gone when the code runs.`,
    'not-seen': `${name} was not seen in the ${searched} files that were searched (scripts, configuration, pages and npm scripts)${blind}.${protects ? guard : ''}`,
  }[verdict];
  return { package: name, verdict, protects, ...gathered, text };
}

function countOf(mentions: readonly UsePlace[]): string {
  const files = new Set(mentions.map(({ path }) => path)).size;
  return files === 1 ? '1 file' : `${files} files`;
}

function verdictOf(mentions: readonly PackageMention[]): PackageUse['verdict'] {
  if (mentions.length === 0) return 'not-seen';
  return mentions.every(({ kind }) => kind === 'types') ? 'types' : 'used';
}
