import type { Origin, Question } from '../flow/question';
import type { CallSite } from '../flow/calls';
import { siteOf } from '../flow/calls';
import type { SourceKind } from '../flow/sources';
import type { Node } from '../syntax';
import type { Path } from './bindings';
import { moduleOf, originOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { Detection, FlowStep, RecipeResult, Rule, RuleInfo, Trigger } from './rule';
import { snippet } from './rule';

/** A place where a value from outside does harm. */
export interface Sink {
  /** The expression that must not come from outside. */
  readonly value: Node;
  /** The part of the value that is meant: `['html']` for `value.html`. Default: the value itself. */
  readonly path?: Path;
  /** What happens with it, as in "is run by a shell". */
  readonly does: string;
  /** What a recipe rewrites. Default: nothing. */
  readonly recipe?: (origin: Origin) => RecipeResult;
  /** What is asked here. Default: the question of the rule. */
  readonly question?: Question;
  /** Whether an origin does harm here. Default: each does. */
  readonly harms?: (origin: Origin) => boolean;
}

/** A rule that is about values that come from outside. */
export interface FlowRuleSpec extends RuleInfo {
  /** The names at which a sink may stand; a file without any of them is not looked at. */
  readonly words: readonly string[];
  /** Names that imports of these modules give are looked at too, whatever they are. */
  readonly modules?: RegExp;
  /** Nor is one that has none of these, such as the names of the modules. Default: any may be. */
  readonly needs?: readonly string[];
  /** Nor is one whose text this does not match. */
  readonly trigger?: Trigger;
  readonly sinks: (name: Node, file: ParsedFile) => readonly Sink[];
  readonly question: Question;
}

/** Reports each sink that a value from outside reaches, with the way that it takes. */
export function flowRule(spec: FlowRuleSpec): Rule {
  const { words, modules, needs, sinks, question, ...info } = spec;
  return {
    ...info,
    words,
    // A name that an import gives is used under another one.
    isForUses: modules === undefined,
    ...(needs && { needs: [needs] }),
    sources: [...question.kinds],
    detect: (file) =>
      file
        .findUsed(...words, ...(modules ? namesFrom(modules, words, file) : []))
        .filter(file.concerns)
        .flatMap((name) => sinks(name, file))
        .flatMap((sink) => detectionAt(sink, info, question, file) ?? []),
  };
}

function namesFrom(modules: RegExp, words: readonly string[], file: ParsedFile): string[] {
  const names = file.imports
    .filter(({ imported }) => imported && modules.test(moduleOf(imported.specifier)))
    .map(({ name }) => name);
  return [...new Set(names)].filter((name) => !words.includes(name));
}

/** The origin to report: the one that nothing guards, then the one that is worst. */
export function worstOf(origins: readonly Origin[]): Origin | undefined {
  const rank = ({ kind, guard }: Origin) => kinds.indexOf(kind) + (guard ? kinds.length : 0);
  return [...origins].sort((a, b) => rank(a) - rank(b) || a.steps.length - b.steps.length)[0];
}

const kinds: readonly SourceKind[] = [
  'remote',
  'page',
  'stored',
  'archive',
  'response',
  'dom',
  'local',
  'library',
  'unknown',
];

function detectionAt(
  sink: Sink,
  { id }: Pick<RuleInfo, 'id'>,
  question: Question,
  file: ParsedFile,
): Detection | undefined {
  const { value, path, harms = () => true } = sink;
  const origin = worstOf(file.flow.origins(value, sink.question ?? question, path).filter(harms));
  return origin && detectionOf(id, sink, origin, file);
}

/** What a rule reports of a sink that a value from `origin` comes to. */
export function detectionOf(id: string, sink: Sink, origin: Origin, file: ParsedFile): Detection {
  const { value, does, recipe } = sink;
  const { guard } = origin;
  return {
    ruleId: id,
    start: value.startIndex,
    end: value.endIndex,
    message: `${snippet(file.code(value))} ${does}, and it can come from ${comesFrom(origin, file)}.`,
    flow: stepsOf(origin, file),
    ...(guard && { guard: { start: guard.startIndex, end: guard.endIndex } }),
    ...(recipe && { recipe: () => recipe(origin) }),
  };
}

const sources: ReadonlyMap<SourceKind, string> = new Map<SourceKind, string>([
  ['remote', 'a request'],
  ['page', 'the address of the page'],
  ['dom', 'the content of the page'],
  ['library', 'whoever calls this module'],
  ['stored', 'stored data'],
  ['archive', 'whoever packed the archive'],
  ['response', "another server's answer"],
  ['local', 'the command line or the environment'],
  ['unknown', 'outside'],
]);

/** Where a value comes from, in words, and in code when that is not what was asked about. */
export function comesFrom({ kind, node, steps }: Origin, file: ParsedFile): string {
  const who = sources.get(kind) ?? 'outside';
  const read = file.code(readOf(node));
  const asked = steps.at(-1);
  return asked && file.code(asked) === read ? who : `${who} (${snippet(read)})`;
}

/** What is read of a source: `req.query.name`, `req.get('name')`. */
function readOf(source: Node): Node {
  let at = source;
  for (let { parent } = at; parent?.firstNamedChild?.id === at.id; { parent } = at) {
    if (
      !/^(member_expression|subscript_expression|attribute|subscript|call|call_expression)$/.test(
        parent.type,
      )
    )
      break;
    at = parent;
    if (/^call/.test(parent.type)) break;
  }
  return at;
}

/** The way of a value, one step a line of code. */
export function stepsOf({ steps }: Origin, file: ParsedFile): readonly FlowStep[] {
  const shown: FlowStep[] = [];
  let last = -1;
  for (const node of steps) {
    const { row } = node.startPosition;
    const step = {
      start: node.startIndex,
      end: node.endIndex,
      message: snippet(file.code(node)),
    };
    if (row === last) shown[shown.length - 1] = step;
    else shown.push(step);
    last = row;
  }
  return shown;
}

/** The call whose last name this is: `b` of `a.b()` and of `b()`. */
export function callNamed(name: Node): CallSite | undefined {
  const callee = name.type === 'property_identifier' ? name.parent : name;
  return callee ? siteOf(callee) : undefined;
}

/** Whether a call is to an export of a module: by import, by require(), or by a name that says so. */
export function isFrom(
  { call }: CallSite,
  file: ParsedFile,
  modules: RegExp,
  receivers?: RegExp,
): boolean {
  const origin = originOf(call.callee, file) ?? (call.receiver && originOf(call.receiver, file));
  if (origin) return modules.test(origin.module);
  if (!receivers || !call.receiver) return false;
  return receivers.test(call.receiver.text.slice(-60));
}
