import { mayGetInput } from '../pythonFlow/sources';
import { pythonJudge } from '../pythonFlow/judge';
import type { Origin, Question } from '../flow/question';
import { fromOutside } from '../flow/judge';
import type { SourceKind } from '../flow/sources';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import { detectionOf, worstOf } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { pythonCallAt, withAliases } from './pythonCalls';
import type { RecipeResult, Rule, RuleInfo } from './rule';
import { snippet } from './rule';

type Info = Omit<RuleInfo, 'languages'>;

/** A rule about values that come from outside. */
export interface PythonFlowSpec extends Info {
  readonly words: readonly string[];
  readonly trigger?: RegExp;
  readonly sinks: (called: PythonCall, file: ParsedFile) => readonly Sink[];
  /** Sinks that are no call: asked for each of the words. */
  readonly places?: (name: Node, file: ParsedFile) => readonly Sink[];
  readonly cleans?: (call: Call, file: ParsedFile) => boolean;
  readonly judge?: Question['judge'];
  readonly kinds?: ReadonlySet<SourceKind>;
  /** Whether the way of a value makes it harmful. Default: each does. */
  readonly admits?: (origin: Origin, sink: Sink, file: ParsedFile) => boolean;
}

/** Reports each sink that a value from outside reaches, with the way that it takes. */
export function pythonFlowRule(spec: PythonFlowSpec): Rule {
  const { words, trigger, sinks, places, cleans, judge, kinds, admits, ...info } = spec;
  const question: Question = {
    kinds: kinds ?? fromOutside,
    judge: judge ?? pythonJudge,
    ...(cleans && { cleans }),
  };
  const sinksAt = (name: Node, file: ParsedFile): readonly Sink[] => {
    const called = pythonCallAt(name, file);
    return [...(called ? sinks(called, file) : []), ...(places?.(name, file) ?? [])];
  };
  return {
    ...info,
    languages: ['python'],
    words,
    ...(trigger && { trigger }),
    detect(file) {
      if (!mayGetInput(file)) return [];
      return file
        .find(...withAliases(words, file))
        .filter(file.concerns)
        .flatMap((name) => sinksAt(name, file))
        .flatMap((sink) => {
          const origins = file.flow
            .origins(sink.value, question, sink.path)
            .filter((origin) => admits?.(origin, sink, file) ?? true);
          const origin = worstOf(origins);
          return origin ? detectionOf(info.id, sink, origin, file) : [];
        });
    },
  };
}

/** What a rule without flow sees. */
export interface Seen {
  readonly node: Node;
  /** What is wrong with it, as in "accepts any certificate". */
  readonly does: string;
  readonly recipe?: () => RecipeResult;
  /** For code that must not be shown, such as a secret. */
  readonly shown?: string;
}

export interface PythonRuleSpec extends Info {
  readonly words: readonly string[];
  readonly trigger?: RegExp;
  readonly sees: (name: Node, file: ParsedFile) => readonly Seen[];
}

/** A rule that looks at the places where its words stand. */
export function pythonRule(spec: PythonRuleSpec): Rule {
  const { words, trigger, sees, ...info } = spec;
  return {
    ...info,
    languages: ['python'],
    words,
    ...(trigger && { trigger }),
    detect: (file) =>
      file
        .find(...withAliases(words, file))
        .flatMap((name) => sees(name, file))
        .map(({ node, does, shown, recipe }) => ({
          ruleId: info.id,
          start: node.startIndex,
          end: node.endIndex,
          message: `${shown ?? snippet(file.code(node))} ${does}.`,
          ...(recipe && { recipe }),
        })),
  };
}

/** A rule that looks at calls only. */
export function pythonCallRule(
  spec: Omit<PythonRuleSpec, 'sees'> & {
    readonly calls: (called: PythonCall, file: ParsedFile) => readonly Seen[];
  },
): Rule {
  const { calls, ...others } = spec;
  return pythonRule({
    ...others,
    sees(name, file) {
      const called = pythonCallAt(name, file);
      return called ? calls(called, file) : [];
    },
  });
}

/** The names of a text, for the words of a rule. */
export function wordsIn(text: string): readonly string[] {
  return text.split(' ');
}

export function cwePage(number: number): string {
  return `https://cwe.mitre.org/data/definitions/${number}.html`;
}
