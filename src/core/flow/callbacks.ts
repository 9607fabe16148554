import type { Path } from '../rules/bindings';
import type { CallSite, Functions } from './calls';
import { nameOf } from './calls';
import type { Carried } from './carriers';
import { functionTypes } from './javascript';
import type { Call } from './value';

const overElements = /^(forEach|map|filter|find|some|every|flatMap|findIndex|each|sort)$/;
const overLists = /^(each|forEach|map|eachSeries|eachLimit|mapSeries|forEachOf)$/;

/** What a function's parameter gets from a call that the function is handed to. */
export function handedOn(
  { call, index: position }: CallSite & { readonly index: number },
  index: number,
  path: Path,
  functions: Functions,
): readonly Carried[] {
  const called = functions
    .calledBy(call)
    .flatMap((owner) => functions.callsOfParameter(owner, position))
    .flatMap((site) => site.call.args[index] ?? [])
    .map((from) => ({ from, path }));
  return [...called, ...fromReceiver(call, position, index, path)];
}

function fromReceiver(call: Call, position: number, index: number, path: Path): Carried[] {
  const { receiver, method, args } = call;
  const [first, second] = args;
  const element: Path = ['*', ...path];
  if (overLists.test(nameOf(call)) && position > 0 && first)
    return [{ from: first, path: element }];
  if (!receiver || method === undefined) return [];
  if (overElements.test(method) && index === 0) return [{ from: receiver, path: element }];
  if (/^reduce(Right)?$/.test(method)) {
    if (index === 1) return [{ from: receiver, path: element }];
    return index === 0 && second ? [{ from: second, path }] : [];
  }
  const isNext = /^(then|tap|pipe|subscribe|done|always)$/.test(method);
  if (isNext && position === 0 && index === 0) return [{ from: receiver, path }];
  return /^replace(All)?$/.test(method) ? [{ from: receiver, path: [] }] : [];
}

/**
 * What a call with a callback gives back: of `promise.then(f)` what `f` returns, of
 * `new Promise(f)` what `f` resolves with. Undefined for other calls.
 */
export function fromCallback(
  { isNew, callee, method, args }: Call,
  path: Path,
  functions: Functions,
): readonly Carried[] | undefined {
  const [callback] = args;
  if (!callback || !functionTypes.has(callback.type)) return undefined;
  if (isNew && callee.text === 'Promise') {
    return functions
      .callsOfParameter(callback, 0)
      .flatMap(({ call }) => call.args.slice(0, 1))
      .map((from) => ({ from, path }));
  }
  if (method === undefined || !/^(then|catch|finally|map|flatMap)$/.test(method)) return undefined;
  const inside = /map$/i.test(method) ? path.slice(1) : path;
  return functions.returnsOf(callback).map((from) => ({ from, path: inside }));
}
