import { indexText } from '../../lines';
import type { Flavour, LiteralResult, ManifestKind } from './literal';
import { onlyOne, refuse, rewriteRequirement } from './literal';
import { goOrder } from './orders';
import { manifestPaths } from './manifestPaths';

/** Go takes the highest of all minimums, so the version that stands is the one that is used. */
const goFlavour: Flavour = {
  order: goOrder,
  clauses: (spec) => {
    const isVersion = goOrder.compare(spec, spec) !== undefined;
    return isVersion ? [{ operator: '', version: spec, start: 0, end: spec.length }] : undefined;
  },
  allows: (clause, version) => {
    const by = goOrder.compare(version, clause.version);
    return by === undefined ? undefined : by === 0;
  },
  exact: () => true,
  keeps: () => true,
  spelled(version, old) {
    const isOld = old.endsWith('+incompatible') && !version.includes('+');
    return `v${version.replace(/^v/, '')}${isOld ? '+incompatible' : ''}`;
  },
};

interface ModLine {
  readonly directive: string;
  readonly module: string;
  readonly version: string;
  readonly start: number;
  readonly isIndirect: boolean;
}

/** The modules that a go.mod names, each with the directive that it stands under. */
function modLines(text: string): readonly ModLine[] {
  const index = indexText(text);
  const found: ModLine[] = [];
  let block = '';
  for (let line = 0; line < index.lineCount; line += 1) {
    const start = index.lineStart(line);
    const said = text.slice(start, index.lineEnd(line));
    const opened = /^\s*(require|replace|exclude|retract)\s*\(\s*(?:\/\/.*)?$/.exec(said)?.[1];
    if (opened !== undefined) block = opened;
    else if (/^\s*\)/.test(said)) block = '';
    if (opened !== undefined || /^\s*(?:\)|\/\/)/.test(said)) continue;
    const form = /^(\s*(?:(require|replace|exclude)\s+)?"?([^\s"()]+)"?\s+)(\S+)(.*)$/;
    const [, lead = '', directive, module = '', version = '', rest = ''] = form.exec(said) ?? [];
    const under = directive ?? block;
    if (module === '' || under === '') continue;
    const isIndirect = /\/\/\s*indirect\b/.test(rest);
    found.push({ directive: under, module, version, start: start + lead.length, isIndirect });
  }
  return found;
}

/** The major that a module's path says: `/v2`, or `.v2` of gopkg.in; undefined for the first ones. */
function majorOf(module: string): string | undefined {
  return /(?:\/|^gopkg\.in\/.*\.)v(\d+)$/.exec(module)?.[1];
}

export const goMod: ManifestKind = {
  ecosystem: 'Go',
  fits: (path) => manifestPaths.goMod.test(path),
  rewrite(text, told): LiteralResult {
    const { package: name } = told;
    if (name === 'stdlib' || name === 'toolchain') {
      return refuse('It is about Go itself: install a newer one, and raise the go line yourself.');
    }
    const lines = modLines(text).filter(({ module }) => module === name);
    if (lines.some(({ directive }) => directive === 'replace')) {
      return refuse(`go.mod replaces ${name}: the replace line says what is used.`);
    }
    const required = lines.filter(({ directive }) => directive === 'require');
    const found = onlyOne(required, name, 'go.mod');
    if (!found.ok) {
      const advice = ` To ask for it here: go get ${name}@VERSION, with a version that the finding calls fixed.`;
      return required.length === 0 ? refuse(found.why + advice) : found;
    }
    const { start, version: spec, isIndirect } = found.one;
    const end = start + spec.length;
    const command = () => 'go mod tidy';
    const result = rewriteRequirement({ start, end, spec }, told, goFlavour, command);
    if (!result.ok) return result;
    const line = goOrder.line(result.version) ?? '';
    const isOwnPath =
      majorOf(name) === line || (majorOf(name) === undefined && /^[01]$/.test(line));
    const isIncompatible = spec.endsWith('+incompatible') && !result.isMajor;
    if (!isOwnPath && !isIncompatible) {
      return refuse(
        `${result.version} is another module by Go's rules: its import path ends in /v${line}, and every import has to change.`,
      );
    }
    if (lines.some((one) => one.directive === 'exclude' && one.version === result.edit.text)) {
      return refuse(`go.mod excludes ${name} ${result.version}.`);
    }
    const note = `${name} is needed by other modules only; the line raises it for all.`;
    return isIndirect ? { ...result, notes: [note] } : result;
  },
};
