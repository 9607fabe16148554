import type { Parameter, Path } from '../rules/bindings';
import type { CallSite, Functions } from '../flow/calls';
import { nameOf } from '../flow/calls';
import type { Carried } from '../flow/carriers';
import type { Grammar } from '../flow/grammar';
import type { Call } from '../flow/value';
import { pythonBindings, pythonImports } from './bindings';
import { pythonCarriers, pythonNumber } from './carriers';
import { pythonFunctionsOf } from './functions';
import { pythonGuards } from './guards';
import { parameterSource } from './parameters';
import { pythonReaching } from './reaching';
import { callSource, globalSource, importedSource, isKnown, thisSource } from './sources';
import { pythonFunctions, pythonParameterName, pythonParameters, pythonValue } from './value';
import { writesTo, writesToThis } from './writes';

export const pythonGrammar: Grammar = {
  foundTypes: new Set(['identifier', 'string_content']),
  nameTypes: new Set(['identifier']),
  bindingsAmong: pythonBindings,
  importedNames: pythonImports,
  valueOf: pythonValue,
  isFunction: ({ type }) => pythonFunctions.has(type),
  isSpread: ({ type }) => type === 'list_splat',
  functionsOf: pythonFunctionsOf,
  guardsOf: pythonGuards,
  reaching: pythonReaching,
  writesIn: (file) => ({
    to: (binding, path) => writesTo(binding, path, file),
    toThis: (path) => writesToThis(path, file),
  }),
  argumentsFor,
  handedOn,
  fromCallback: () => undefined,
  carriedBy: pythonCarriers,
  isNumber: pythonNumber,
  globalSource,
  isKnown,
  importedSource,
  callSource: (call, _path, file) => callSource(call, file),
  numberParts: () => [],
  parameterSource,
  thisSource,
};

function argumentsFor(
  { args, named }: Call,
  { owner, index, isRest }: Parameter,
  path: Path,
): readonly Carried[] {
  const part = pythonParameters(owner)[index];
  const name = part && pythonParameterName(part)?.text;
  if (!part || name === undefined) return [];
  if (isRest) {
    if (!part.text.startsWith('**')) {
      return args.slice(index).map((from) => ({ from, path: path.slice(1) }));
    }
    return [...named].flatMap(([key, from]) =>
      key === path[0] || path[0] === '*' || path.length === 0
        ? [{ from, path: path.slice(1) }]
        : [],
    );
  }
  const spread = args.findIndex(({ type }) => type === 'list_splat');
  if (spread >= 0 && spread <= index) return carried(args[spread], ['*', ...path]);
  const direct = carried(args[index] ?? named.get(name), path);
  return direct.length > 0 ? direct : carried(named.get('**'), [name, ...path]);
}

function carried(from: Call['callee'] | undefined, path: Path): readonly Carried[] {
  return from ? [{ from, path }] : [];
}

const overElements = /^(map|filter|starmap|imap|imap_unordered|map_async)$/;
const runsLater =
  /^(submit|to_thread|run_in_executor|run_in_threadpool|call_later|call_soon|run_sync|partial|start_new_thread|delay_call)$/;

/** What a function's parameter gets from a call that the function is handed to. */
function handedOn(
  { call, index: position }: CallSite & { readonly index: number },
  index: number,
  path: Path,
  functions: Functions,
): readonly Carried[] {
  const name = nameOf(call);
  const own = functions
    .calledBy(call)
    .flatMap((owner) => functions.callsOfParameter(owner, position))
    .flatMap((site) => carried(site.call.args[index], path));
  if (overElements.test(name))
    return [...own, ...carried(call.args[position + 1 + index], ['*', ...path])];
  if (runsLater.test(name)) return [...own, ...carried(call.args[position + 1 + index], path)];
  return own;
}
