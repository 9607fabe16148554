import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, keywordOf } from './pythonCalls';
import { answer, hasSpread, removeArgument, replacement } from './pythonEdits';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** `yaml.load(x)` and `yaml.load(x, Loader=…)` become `yaml.safe_load(x)`. */
export function safeLoader(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node, call } = called;
  const { receiver } = call;
  if (hasSpread(node)) return refuse('The arguments of the call are put together elsewhere.');
  if (!receiver) {
    return refuse(`${called.name} is imported by its name; import safe_load and call that.`);
  }
  const loader = argumentOf(called, 1, 'Loader');
  const name = loader?.text.replace(`${receiver.text}.`, '');
  const isOwn = name !== undefined && !/^C?(Full|Unsafe)?Loader$/.test(name);
  if (loader && isOwn) {
    return refuse(
      `${snippet(file.code(loader))} may be a loader of your own, which safe_load() would not use.`,
    );
  }
  const method = call.callee.childForFieldName('attribute');
  const argument = keywordOf(called, 'Loader') ?? loader;
  if (!method) return refuse('The call has no plain name.');
  const safe = called.name.endsWith('_all') ? 'safe_load_all' : 'safe_load';
  return answer(
    [replacement(method, safe), ...(argument ? [removeArgument(argument, file.text)] : [])],
    {
      whyVulnerable: `${snippet(file.code(node))} makes whatever object a tag in the YAML names, and so can call any function.`,
      whyFixed: `${safe}() makes only plain values: text, numbers, dates, lists and dictionaries. A tag for anything else ends in an error.`,
      mayBreak: [
        'YAML with tags such as !!python/tuple or !!python/object is refused with a ConstructorError.',
      ],
      alternatives: [
        { option: 'Loader=yaml.SafeLoader', whyNot: 'It does the same and is longer.' },
      ],
      assumptions: ['No file that is read here relies on Python tags.'],
    },
  );
}
