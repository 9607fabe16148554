import * as vscode from 'vscode';
import type { Entry } from '../core/aibom/entry';
import { trailersOf, withTrailers } from '../core/aibom/trailers';
import { HumanError } from '../core/errors';
import type { Folder } from './folder';
import { fileUri } from './folder';

/** The little of the built-in Git extension's API (version 1) that is used here. */
interface GitApi {
  readonly repositories: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
  openRepository?(root: vscode.Uri): Promise<GitRepository | null>;
}
interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  add(paths: string[]): Promise<void>;
}
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/**
 * Stages the files of a fix together with its AI-BOM entries, the last one first and those that it
 * supersedes behind it, and puts the trailers into the commit box. It never commits. A HumanError
 * says why nothing was staged.
 */
export async function stageFix(folder: Folder, chain: readonly Entry[]): Promise<void> {
  const [entry] = chain;
  if (!entry) return;
  const repository = await repositoryOf(folder);
  const paths = [
    ...entry.change.files.map(({ path }) => path),
    ...chain.map(({ id }) => `.ai-bom/entries/${id}.json`),
  ];
  const ignore = '.ai-bom/.gitignore';
  if (await exists(fileUri(folder, ignore))) paths.push(ignore);
  await repository.add(paths.map((path) => literally(fileUri(folder, path).fsPath)));
  repository.inputBox.value = withTrailers(repository.inputBox.value, trailersOf(entry));
}

/** git reads patterns in what it is given to add; on Windows no file name can hold one. */
function literally(path: string): string {
  return path.includes('\\') ? path : path.replace(/[*?[\]]/g, '\\$&');
}

async function repositoryOf(folder: Folder): Promise<GitRepository> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) throw new HumanError('The built-in Git extension is not there; stage by hand.');
  const git = await extension.activate();
  if (!git.enabled) throw new HumanError('Git is switched off (git.enabled); stage by hand.');
  const api = git.getAPI(1);
  const repository = api.getRepository(folder.uri) ?? (await api.openRepository?.(folder.uri));
  if (!repository) {
    throw new HumanError(
      `${folder.name} is not in a git repository. The fix and its entry are on disk; ` +
        'commit them together once it is.',
    );
  }
  return repository;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
