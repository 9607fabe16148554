import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { type FindingIndex, type Ref, fileKey } from '../core/findingIndex';
import { type Filter, select } from '../core/findingQuery';
import { type Next, findingsAt, nextFinding, walkOrder } from '../core/findingWalk';
import { oneLine, withoutLinks } from '../core/plainText';
import { commands } from '../ids';
import type { Fail } from './commands';
import { command } from './commands';
import { type FolderFinding, type Findings, rangeOf } from './findings';
import { type FindingsTree, showFinding } from './findingsTree';
import type { Folders } from './folder';
import { pathIn } from './folder';
import { capital } from './treeItems';
import type { FindingNode } from './treeNodes';

const toldMs = 6000;

/** From finding to finding by keys, and from the code to the finding's row. */
export function registerNavigation(
  findings: Findings,
  tree: FindingsTree,
  folders: Folders,
  fail: Fail,
): vscode.Disposable {
  /** The finding that was gone to, and where that has led: several may begin at one place. */
  let last: { readonly id: string; readonly folder: string; readonly at: string } | undefined;
  const passing = rememberPassing();
  const ordered = rememberOrder();

  const go = async (forward: boolean) => {
    const { index } = findings;
    const editor = vscode.window.activeTextEditor;
    const known = last?.at === placeOf(editor) ? last : undefined;
    const ref = known && index.find(known.id, known.folder);
    const standing = editor && {
      file: fileOf(index, folders, editor.document.uri),
      at: editor.selection.start,
      ...(ref !== undefined && { last: ref }),
    };
    const passes = passing(index, tree.shown.filter);
    const next = nextFinding(index, ordered(index), passes, standing, forward);
    if (!next) throw new HumanError(nothingText(tree));
    const found = findings.get(next.ref);
    const { id } = found.finding;
    const folder = found.folder.uri.toString();
    // For a file that cannot be opened, so that the next time leads past it.
    last = { id, folder, at: placeOf(editor) };
    await showFinding(findings, id, folder);
    last = { id, folder, at: place(found.uri, rangeOf(found.finding).start) };
    tell(found, next, forward);
  };
  const reveal = async (what: unknown, folder: unknown) => {
    const found = foundMeant(findings, folders, what, folder);
    await tree.reveal(found.finding.id, found.folder.uri.toString());
  };
  return vscode.Disposable.from(
    command(commands.nextFinding, () => go(true), fail),
    command(commands.previousFinding, () => go(false), fail),
    command(commands.revealInTree, reveal, fail),
  );
}

/**
 * The finding that a command was called on: by its id and folder, by its row, or else the one at
 * the cursor among those that `fits` accepts. A HumanError when there is none.
 */
export function foundMeant(
  findings: Findings,
  folders: Folders,
  what: unknown,
  folder: unknown,
  fits: (found: FolderFinding) => boolean = () => true,
): FolderFinding {
  const row = isRow(what) ? what.found : undefined;
  const id = row?.finding.id ?? what;
  if (typeof id === 'string') {
    const uri = row?.folder.uri.toString() ?? folder;
    const found = findings.byId(id, typeof uri === 'string' ? uri : undefined);
    if (!found) throw new HumanError('This finding is fixed, or its report has changed.');
    return found;
  }
  const { index } = findings;
  const editor = vscode.window.activeTextEditor;
  const all = editor && index.files.get(fileOf(index, folders, editor.document.uri));
  const here = editor && all ? findingsAt(index, all, editor.selection.start) : [];
  const found = here
    .filter((ref) => index.state(ref) !== 'fixed')
    .map((ref) => findings.get(ref))
    .find(fits);
  if (found) return found;
  throw new HumanError('No such finding is at the cursor. “Next Finding” goes to one.');
}

function isRow(what: unknown): what is FindingNode {
  return typeof what === 'object' && what !== null && 'found' in what;
}

/** As the index names the file, which may have no finding and be in no folder. */
function fileOf(index: FindingIndex, folders: Folders, uri: vscode.Uri): string {
  const keys = folders().flatMap((folder) => {
    const path = pathIn(folder.uri, uri);
    return path === undefined ? [] : [fileKey(folder.uri.toString(), path)];
  });
  return keys.find((key) => index.files.has(key)) ?? keys[0] ?? '';
}

function placeOf(editor: vscode.TextEditor | undefined): string {
  return editor ? place(editor.document.uri, editor.selection.start) : '';
}

function place(uri: vscode.Uri, { line, character }: vscode.Position): string {
  return `${uri.toString()} ${line}:${character}`;
}

/** Which findings are gone to: those that the view shows, without a filter on states the open ones. */
function rememberPassing(): (index: FindingIndex, filter: Filter) => (ref: Ref) => boolean {
  let known: { index: FindingIndex; filter: Filter; refs: ReadonlySet<Ref> } | undefined;
  return (index, filter) => {
    if (Object.keys(filter).length === 0) return (ref) => index.state(ref) === 'open';
    if (known?.index !== index || known.filter !== filter) {
      const refs = new Set(select(index, { ...filter, states: filter.states ?? ['open'] }));
      known = { index, filter, refs };
    }
    const { refs } = known;
    return (ref) => refs.has(ref);
  };
}

function rememberOrder(): (index: FindingIndex) => readonly string[] {
  let known: { index: FindingIndex; order: readonly string[] } | undefined;
  return (index) => {
    if (known?.index !== index) known = { index, order: walkOrder(index) };
    return known.order;
  };
}

function nothingText({ shown }: FindingsTree): string {
  return shown.words === ''
    ? 'There is no open finding to go to.'
    : 'The filter lets no finding pass. “Clear Filter” shows all of them.';
}

function tell({ finding }: FolderFinding, { nth, inFile, isAround }: Next, forward: boolean): void {
  const { severity, message, location } = finding;
  const name = location.path.slice(location.path.lastIndexOf('/') + 1);
  const around = forward ? 'After the last, the first again. ' : 'Before the first, the last. ';
  const said = `${capital(severity)}, ${nth} of ${inFile} in ${name}: ${oneLine(message, 80)}`;
  const text = oneLine(`${isAround ? around : ''}${said}`, 200);
  vscode.window.setStatusBarMessage(`$(shield) ${withoutLinks(text)}`, toldMs);
}
