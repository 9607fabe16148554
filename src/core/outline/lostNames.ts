import { oneLine } from '../plainText';
import type { Loss } from './loss';
import type { FileOutline, Route } from './outline';
import { beyond } from './outline';

/** Routes and exports that are gone, with no other in their place. */
export function lostNames(files: readonly FileOutline[]): readonly Loss[] {
  return [...lostRoutes(files), ...lostExports(files)];
}

export function routeText({ method, route }: Route): string {
  return `${method.toUpperCase()} ${oneLine(route, 60)}`;
}

function lostRoutes(files: readonly FileOutline[]): readonly Loss[] {
  const before = files.flatMap((file) => file.before.routes);
  const after = files.flatMap((file) => file.after.routes);
  const gone = beyond(before, after, routeText);
  const come = beyond(after, before, routeText);
  return gone.slice(come.length).map((route) => ({
    path: route.path,
    line: route.line,
    at: route.at,
    sentence: `The route ${routeText(route)} (line ${route.line + 1} before) is gone. Is nobody meant to reach it any more?`,
    isCertain: false,
  }));
}

function lostExports(files: readonly FileOutline[]): readonly Loss[] {
  const came = new Set(files.flatMap(({ exposed }) => exposed.after.map(({ name }) => name)));
  return files.flatMap(({ file, exposed, changes }) => {
    const known = new Set(exposed.before.map(({ name }) => name));
    const fresh = exposed.after.filter(({ name }) => !isMethod(name) && !known.has(name));
    return exposed.before
      .filter(({ name }) => !came.has(name) && !isMethod(name))
      .slice(fresh.length)
      .map(({ name, line }) => ({
        path: file.path,
        line,
        at: Math.min(line, Math.max(0, changes.after.length - 1)),
        sentence: `${oneLine(name, 60)} (line ${line + 1} before) can no longer be used by other files.`,
        isCertain: false,
      }));
  });
}

function isMethod(name: string): boolean {
  return name.includes('.') && name !== 'module.exports';
}
