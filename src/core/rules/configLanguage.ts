import type { Detection, Language, RuleInfo } from './rule';

/** The built-in rules for one kind of configuration file. */
export interface ConfigLanguage {
  readonly language: Language;
  readonly rules: readonly RuleInfo[];
  /**
   * What the rules see, in the file's order, each flaw once. Never throws: of a text that does not
   * parse, what can be seen, or nothing.
   */
  detect(path: string, text: string): readonly Detection[];
}

/** A rule for a parsed configuration file. */
export interface ConfigRule<File> extends RuleInfo {
  detect(file: File): readonly Detection[];
}

interface Parts<File> {
  readonly language: Language;
  /** Never throws; undefined when there is nothing to look at. */
  readonly parse: (path: string, text: string) => File | undefined;
  readonly rules: readonly ConfigRule<File>[];
}

/** No person writes a longer configuration file; what made it is what needs a look. */
const longest = 1_000_000;

export function configLanguage<File>(parts: Parts<File>): ConfigLanguage {
  const { language, parse, rules } = parts;
  return {
    language,
    rules,
    detect(path, text) {
      const file = text.length > longest ? undefined : parse(path, text);
      return file === undefined ? [] : inOrder(rules.flatMap((rule) => rule.detect(file)));
    },
  };
}

function inOrder(found: readonly Detection[]): readonly Detection[] {
  const once = new Map(
    found.map((one) => [`${one.ruleId} ${one.start} ${one.end}`, one] as const).reverse(),
  );
  return [...once.values()].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.ruleId < b.ruleId ? -1 : 1),
  );
}
