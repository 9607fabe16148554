import { indexText } from '../../lines';
import { isInBand, leadingNumbers } from './bands';
import { clausesOf, compares } from './clauses';
import type { Flavour, ManifestKind } from './literal';
import { onlyOne, refuse, rewriteRequirement } from './literal';
import { gemOrder } from './orders';
import { manifestPaths } from './manifestPaths';

/** RubyGems' requirements: a bare version is just this one. */
const gemFlavour: Flavour = {
  order: gemOrder,
  clauses: (spec) => clausesOf(spec, /~>|!=|<=|>=|<|>|=|/),
  allows({ operator, version: said }, version) {
    const by = gemOrder.compare(version, said);
    if (operator === '' || operator === '=') return by === undefined ? undefined : by === 0;
    if (operator !== '~>') return compares(operator, by);
    const kept = Math.max(1, (leadingNumbers(said)?.length ?? 0) - 1);
    return isInBand(version, { low: said, kept }, gemOrder, leadingNumbers);
  },
  exact: ({ operator }) => /^=?$/.test(operator),
  keeps: ({ operator }) => /^(?:=|~>|)$/.test(operator),
};

interface GemLine {
  readonly name: string;
  /** The texts after the name that are requirements, with their places. */
  readonly specs: readonly { readonly spec: string; readonly start: number }[];
  readonly isAddress: boolean;
  /** Something else than texts stands where versions do. */
  readonly isComputed: boolean;
}

const call = /^(\s*(?:gem|\w+\.add(?:_runtime|_development)?_dependency)[\s(]+)(["'])([\w.-]+)\2/;

function gemLines(text: string): readonly GemLine[] {
  const index = indexText(text);
  const found: GemLine[] = [];
  for (let line = 0; line < index.lineCount; line += 1) {
    const lineStart = index.lineStart(line);
    const said = text.slice(lineStart, Math.min(index.lineEnd(line), lineStart + 2000));
    const [whole = '', , , name = ''] = call.exec(said) ?? [];
    if (name === '') continue;
    const specs: { spec: string; start: number }[] = [];
    let at = whole.length;
    for (;;) {
      const next = /^\s*,\s*(["'])([^"']*)\1(?!\s*(?:=>|:))/.exec(said.slice(at));
      if (!next) break;
      const start = lineStart + at + next[0].length - 1 - (next[2] ?? '').length;
      specs.push({ spec: next[2] ?? '', start });
      at += next[0].length;
    }
    const rest = said.slice(at);
    found.push({
      name,
      specs,
      isAddress: /(?:\b(?:git|github|path|gist|bitbucket)\s*(?::|=>))|:(?:git|path)\b/.test(rest),
      isComputed: specs.length === 0 && /^\s*,\s*(?:$|[[A-Z*]|\w+\s*(?:$|,|\[))/.test(rest),
    });
  }
  return found;
}

/** Gemfiles, and gemspecs, which say the same with another word. */
export const gemfile: ManifestKind = {
  ecosystem: 'RubyGems',
  fits: (path) => manifestPaths.gemfile.test(path),
  rewrite(text, told) {
    const { package: name } = told;
    const command = `bundle update --conservative ${name}`;
    const found = onlyOne(
      gemLines(text).filter((one) => one.name === name),
      name,
      'The Gemfile',
    );
    if (!found.ok) return refuse(`${found.why} To move the lock alone: ${command}`);
    const { specs, isAddress, isComputed } = found.one;
    if (isAddress) {
      return refuse(`${name} comes from a repository or a folder, not by its version.`);
    }
    if (isComputed) return refuse(`The version of ${name} is not written as a text beside it.`);
    if (specs.length > 1) {
      return refuse(`${name} has ${specs.length} requirements. Change them yourself.`);
    }
    const { spec = '', start = 0 } = specs[0] ?? {};
    const end = start + spec.length;
    return rewriteRequirement({ start, end, spec }, told, gemFlavour, () => command);
  },
};
