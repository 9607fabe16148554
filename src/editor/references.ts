import * as vscode from 'vscode';
import type { ChangedFunction } from '../core/contentFacts';
import type { Ports } from '../core/ports';
import type { Reach } from '../core/reach';
import { fileUri, pathIn } from './folder';

type Callers = NonNullable<Ports['callers']>;

/** A language server that is still loading does not hold up a review longer than this. */
const waitMs = 1000;

/** Typing in a draft changes nothing about who calls; what is known stays for so long. */
const keepMs = 60_000;

/**
 * Who calls functions, by the editor's own knowledge of the language where it answers in time, else
 * by name. What was found is kept for a while, so that a review does not change by itself.
 */
export function callersByReferences(folder: vscode.Uri, byName: Callers): Callers {
  const known = new Map<string, { readonly at: number; readonly reach: Reach }>();
  return async (functions) => {
    const now = Date.now();
    const asked = functions.slice(0, 20);
    const fresh = asked.filter((one) => {
      const kept = known.get(keyOf(one));
      return kept === undefined || now - kept.at > keepMs;
    });
    const found = await Promise.all(fresh.map((one) => withinTime(referencesTo(folder, one))));
    const unknown = fresh.filter((_, index) => found[index] === undefined);
    const named = unknown.length > 0 ? await byName(unknown) : [];
    for (const [index, one] of fresh.entries()) {
      const reach = found[index] ?? named[unknown.indexOf(one)];
      if (reach) known.set(keyOf(one), { at: now, reach });
    }
    return asked.flatMap((one) => known.get(keyOf(one))?.reach ?? []);
  };
}

function keyOf({ path, name, line }: ChangedFunction): string {
  return `${path}\n${name}\n${line}`;
}

/** Undefined where no provider knows the function: one that does answers with its definition at least. */
async function referencesTo(
  folder: vscode.Uri,
  { path, name, line, character }: ChangedFunction,
): Promise<Reach | undefined> {
  const uri = fileUri({ uri: folder }, path);
  const locations = await vscode.commands.executeCommand<vscode.Location[] | undefined>(
    'vscode.executeReferenceProvider',
    uri,
    new vscode.Position(line, character),
  );
  if (!locations || locations.length === 0) return undefined;
  const places = new Map<string, { path: string; line: number }>();
  for (const { uri: other, range } of locations) {
    const file = pathIn(folder, other);
    if (file === undefined || file === path || file.includes('node_modules/')) continue;
    places.set(`${file}:${range.start.line}`, { path: file, line: range.start.line });
  }
  const sorted = [...places.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { path, name, places: sorted, by: 'references', isCut: false };
}

async function withinTime(work: Promise<Reach | undefined>): Promise<Reach | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
