import * as path from 'node:path';
import { type HoverUse, hoverUse } from '../../core/dependencies/hoverText';
import type { Syntax } from '../../core/syntax';
import { projectUse } from './projectUse';

export interface UseQuestion {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** A package.json in it: relative, forward slashes. */
  readonly manifest: string;
  readonly name: string;
}

/** Searching a large project takes a second, and a hover is asked for again and again. */
const keptMs = 30_000;
const kept = new Map<string, { readonly at: number; readonly use: HoverUse | undefined }>();

/** What the sources below a package.json do with a package, as it was at most half a minute ago. */
export async function packageUse(
  { folder, manifest, name }: UseQuestion,
  syntax: Syntax,
  signal: AbortSignal,
): Promise<HoverUse | undefined> {
  const key = JSON.stringify([folder, manifest, name]);
  const known = kept.get(key);
  if (known && Date.now() - known.at < keptMs) return known.use;
  const place = manifest.slice(0, manifest.lastIndexOf('/') + 1);
  const { packages } = await projectUse(path.join(folder, place), [{ name }], syntax, signal);
  const found = packages.get(name);
  const use = found && hoverUse(found, place);
  kept.set(key, { at: Date.now(), use });
  return use;
}
