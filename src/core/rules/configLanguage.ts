import { HumanError } from '../errors';
import type { Detection, Language, RuleInfo } from './rule';

/** The built-in rules for one kind of configuration file. */
export interface ConfigLanguage {
  readonly language: Language;
  readonly rules: readonly RuleInfo[];
  /**
   * What the rules see, in the file's order, each flaw once: of a text that does not parse, what can
   * be seen, or nothing. Throws only a HumanError, for a text that is too long.
   */
  detect(path: string, text: string): readonly Detection[];
}

/** A rule for a parsed configuration file. */
export interface ConfigRule<File> extends RuleInfo {
  detect(file: File): readonly Detection[];
}

interface Parts<File> {
  readonly language: Language;
  /** Throws only a HumanError; undefined when there is nothing to look at. */
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
      if (text.length > longest) throw tooLarge(path);
      const file = parse(path, text);
      return file === undefined ? [] : inOrder(rules.flatMap((rule) => rule.detect(file)));
    },
  };
}

export function tooLarge(path: string): HumanError {
  return new HumanError(`${path} is too large for the built-in rules; look at it yourself.`);
}

function inOrder(found: readonly Detection[]): readonly Detection[] {
  const once = new Map(
    found.map((one) => [`${one.ruleId} ${one.start} ${one.end}`, one] as const).reverse(),
  );
  return [...once.values()].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.ruleId < b.ruleId ? -1 : 1),
  );
}
