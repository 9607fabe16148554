import type * as vscode from 'vscode';
import type { DependencyFinding } from '../core/finding';
import type { FolderFinding, Findings } from './findings';
import type { Folder } from './folder';
import { fileUri } from './folder';

/** Of one package.json; more than these make no better plan. */
const maxFindings = 500;

const beside = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock'];

/** All that is known to be wrong with what a package.json asks for, wherever it is shown. */
export async function dependencyFindings(
  findings: Findings,
  folder: Folder,
  manifest: string,
): Promise<readonly DependencyFinding[]> {
  const place = manifest.slice(0, manifest.lastIndexOf('/') + 1);
  const files = [...beside, 'pnpm-lock.yaml'].map((name) => fileUri(folder, place + name));
  const told = files.flatMap((file) => openIn(findings, file)).slice(0, maxFindings);
  const wholes = await Promise.all(told.map((one) => findings.whole(one).catch(() => undefined)));
  return wholes.filter((one) => one?.kind === 'dependency');
}

function openIn(findings: Findings, file: vscode.Uri): readonly FolderFinding[] {
  const found = findings.openIn(file).map((ref) => findings.get(ref));
  return found.filter(({ finding }) => finding.kind === 'dependency');
}
