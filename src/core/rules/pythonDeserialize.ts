import { isNamed } from '../pythonFlow/names';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, optionText } from './pythonCalls';
import { cwePage, pythonCallRule, pythonFlowRule, wordsIn } from './pythonRule';
import { safeLoader } from './pythonYamlFix';
import { refuse } from './rule';

const loads =
  /^((pickle|cPickle|_pickle|six\.moves\.cPickle|pickle5|cloudpickle|dill|kombu\.serialization\.pickle)\.(load|loads|Unpickler)|marshal\.loads?|jsonpickle\.(decode|loads)|shelve\.open|pandas\.read_pickle|joblib\.load|torch\.load|numpy\.load|yaml\.(unsafe_load|unsafe_load_all|full_load|full_load_all|load|load_all)|ruamel\.yaml\.(load|YAML\(\)\.load)|shelve\.\w*Shelf)$/;

export const pythonDeserialize = pythonFlowRule({
  id: 'py-unsafe-deserialization',
  title: 'Objects are made from data that comes from outside',
  cwe: ['CWE-502'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'The module pickle and its relatives can call any function while they read, so the data is a program.',
    attack:
      'A pickled object whose `__reduce__` names os.system runs a command as soon as it is loaded.',
    fix: 'Exchange data as JSON; read YAML with yaml.safe_load(); sign what you have to unpickle, and check that first.',
    sources: [cwePage(502), 'https://docs.python.org/3/library/pickle.html'],
  },
  recipe: { does: 'Reads YAML with the safe loader', review: 'read' },
  topic: /deseriali|pickle|marshal|yaml.?load|B30[12]\b|B506\b/i,
  words: wordsIn(
    'load loads Unpickler decode open read_pickle unsafe_load unsafe_load_all full_load full_load_all load_all Shelf DbfilenameShelf',
  ),
  sinks(called, file) {
    if (!isCalled(called, loads) || isHarmless(called, file)) return [];
    const data = argumentOf(called, 0, 'data', 'file', 'stream', 'filename', 'string');
    const isYaml = isCalled(called, /^yaml\./);
    const recipe = () =>
      isYaml
        ? safeLoader(called, file)
        : refuse(`What ${called.name}() reads has no form in which it is only data.`);
    return data ? [{ value: data, does: 'is turned into objects', recipe }] : [];
  },
  cleans: ({ callee }) => /(^|\.)(unsign|verify|compare_digest|safe_load)$/.test(callee.text),
});

function isHarmless(called: PythonCall, file: ParsedFile): boolean {
  if (called.name === 'load' && isCalled(called, /^numpy/)) {
    return optionText(called, 'allow_pickle') !== 'True';
  }
  if (isCalled(called, /^torch/)) return optionText(called, 'weights_only') === 'True';
  if (isCalled(called, /^yaml\.load/)) return hasSafeLoader(called, file);
  return false;
}

/** Whether YAML is read with a loader that makes plain values only. */
function hasSafeLoader(called: PythonCall, file: ParsedFile): boolean {
  const loader = argumentOf(called, 1, 'Loader');
  if (!loader) return false;
  const values = loader.type === 'identifier' ? (file.resolve(loader)?.definitions ?? []) : [];
  const chosen = values.filter(({ value }) => /\bgetattr\(| if /.test(value.text));
  if (chosen.length > 0) return values.every(({ value }) => isSafeChoice(value.text));
  return /Safe|BaseLoader/.test(loader.text) || isNamed(loader, file, /Safe|BaseLoader/);
}

/** `getattr(yaml, 'CSafeLoader', yaml.SafeLoader)`, or one of two loaders by a condition. */
function isSafeChoice(code: string): boolean {
  const loaders = code.match(/\w*Loader\b/g) ?? [];
  return loaders.length > 0 && loaders.every((name) => /Safe|BaseLoader/.test(name));
}

export const pythonYaml = pythonCallRule({
  id: 'py-yaml-load',
  title: 'YAML is read with a loader that makes any object',
  cwe: ['CWE-502'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Without a safe loader, a tag in the YAML can name any Python class or function to call.',
    attack: 'A file with `!!python/object/apply:os.system ["id"]` runs a command when it is read.',
    fix: 'Use yaml.safe_load(), or pass Loader=yaml.SafeLoader.',
    sources: [cwePage(502), 'https://pyyaml.org/wiki/PyYAMLDocumentation'],
  },
  recipe: { does: 'Reads the YAML with the safe loader', review: 'read' },
  topic: /yaml|deseriali|B506\b/i,
  words: ['load', 'load_all', 'unsafe_load', 'unsafe_load_all'],
  trigger: /\byaml\b/,
  calls(called, file) {
    if (!isCalled(called, /^yaml\.(load|load_all|unsafe_load|unsafe_load_all)$/)) return [];
    if (/^load/.test(called.name) && hasSafeLoader(called, file)) return [];
    const recipe = () => safeLoader(called, file);
    return [{ node: called.node, does: 'makes any object that the YAML names', recipe }];
  },
});
