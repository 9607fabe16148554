import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { Severity } from '../core/finding';
import { compareText, severities } from '../core/finding';
import { oneLine } from '../core/plainText';
import { commands, views } from '../ids';
import type { FolderFinding, Findings } from './findings';
import { rangeOf } from './findings';

/** The tree, top down: severities, their files, the findings of each. */
export type TreeNode =
  | SeverityNode
  | FileNode
  | FindingNode
  | {
      readonly kind: 'more';
      readonly id: string;
      readonly parent: TreeNode;
      readonly count: number;
    }
  | { readonly kind: 'problems'; readonly id: string; readonly messages: readonly string[] };

interface SeverityNode {
  readonly kind: 'severity';
  readonly id: string;
  readonly severity: Severity;
  readonly files: FileNode[];
}

interface FileNode {
  readonly kind: 'file';
  readonly id: string;
  readonly parent: SeverityNode;
  readonly findings: FolderFinding[];
}

/** What a command on a finding's row gets as its argument. */
export interface FindingNode {
  readonly kind: 'finding';
  readonly id: string;
  readonly parent: FileNode;
  readonly found: FolderFinding;
}

/** More rows under one node make the view slow; the rest is counted in one row. */
const maxChildren = 500;
/** How long changes, and the view's own questions, rest before the rows are shown anew. */
const restMs = 150;
/** How long typing must rest before the line numbers are shown anew. */
const typingDelayMs = 500;
/**
 * How long a severity's files are held back. When they come before the timers in which the workbench
 * fetches those of the other open severities, the others stay empty (microsoft/vscode#243911).
 */
const holdMs = 50;

const icons: Readonly<Record<Severity, vscode.ThemeIcon>> = {
  critical: icon('flame', 'list.errorForeground'),
  high: icon('error', 'list.errorForeground'),
  medium: icon('warning', 'list.warningForeground'),
  low: icon('info', 'problemsInfoIcon.foreground'),
  info: icon('circle-outline', 'descriptionForeground'),
};

function icon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

/** Shows every finding by severity and file. Sets the context `countersign.hasFindings`. */
export function registerFindingsTree(findings: Findings): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  let roots = rootsOf(findings);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const updateIn = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      const before = shown(roots);
      roots = rootsOf(findings);
      if (shown(roots) !== before) changed.fire(undefined);
    }, delayMs);
  };
  const view = vscode.window.createTreeView<TreeNode>(views.findings, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => {
        // Told of a change while it asks, the view would drop the answers that are on their way.
        if (timer !== undefined) updateIn(restMs);
        if (node?.kind === 'severity') {
          await new Promise((resolve) => setTimeout(resolve, holdMs));
          await setHasFindings(findings);
        }
        return node ? childrenOf(current(roots, node)) : [...roots];
      },
      getParent: (node) => ('parent' in node ? node.parent : undefined),
      getTreeItem: itemOf,
    },
  });
  const update = () => {
    const count = findings.all.length;
    view.badge = count > 0 ? { value: count, tooltip: counted(count, 'finding') } : undefined;
    void setHasFindings(findings);
    updateIn(restMs);
  };
  update();
  return vscode.Disposable.from(
    view,
    changed,
    findings.onDidChange(update),
    findings.onDidMove(() => updateIn(typingDelayMs)),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

/** Resolves once the window has taken note. */
function setHasFindings({ files }: Findings): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'countersign.hasFindings', files.size > 0);
}

/** Opens a finding's file with the finding selected. A HumanError when there is none any more. */
export async function showFinding(findings: Findings, id: string, folder?: string): Promise<void> {
  const found = findings.byId(id, folder);
  if (!found) throw new HumanError('This finding is fixed, or its report has changed.');
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(found.uri);
  } catch {
    const { path } = found.finding.location;
    throw new HumanError(`${path} cannot be opened. Was it moved or deleted?`);
  }
  await vscode.window.showTextDocument(document, { selection: rangeOf(found.finding) });
}

function rootsOf(findings: Findings): readonly TreeNode[] {
  const bySeverity = new Map<Severity, SeverityNode>();
  for (const [file, list] of findings.files) {
    const files = new Map<Severity, FileNode>();
    for (const found of list) {
      const { severity } = found.finding;
      const parent = bySeverity.get(severity) ?? severityNode(severity);
      bySeverity.set(severity, parent);
      const node = files.get(severity) ?? fileNode(parent, file);
      files.set(severity, node);
      node.findings.push(found);
    }
  }
  for (const { files } of bySeverity.values()) files.sort((a, b) => compareText(a.id, b.id));
  const messages = findings.problems.map(({ message }) => message);
  return [
    ...severities.flatMap((severity) => bySeverity.get(severity) ?? []),
    ...(messages.length > 0 ? [{ kind: 'problems', id: 'problems', messages } as const] : []),
  ];
}

function severityNode(severity: Severity): SeverityNode {
  return { kind: 'severity', id: severity, severity, files: [] };
}

function fileNode(parent: SeverityNode, file: string): FileNode {
  const node: FileNode = { kind: 'file', id: `${parent.id} ${file}`, parent, findings: [] };
  parent.files.push(node);
  return node;
}

/** The node with the same id as the findings are now: the view may still hold an older one. */
function current(roots: readonly TreeNode[], { id }: TreeNode): TreeNode | undefined {
  const files = roots.flatMap((root) => (root.kind === 'severity' ? root.files : []));
  return [...roots, ...files].find((node) => node.id === id);
}

/** All that the view would show, to compare. */
function shown(nodes: readonly TreeNode[]): string {
  return nodes.map((node) => JSON.stringify(itemOf(node)) + shown(childrenOf(node))).join('\n');
}

function childrenOf(node: TreeNode | undefined): TreeNode[] {
  switch (node?.kind) {
    case 'severity':
      return limited(node, node.files);
    case 'file':
      return limited(
        node,
        node.findings.map((found): FindingNode => {
          const id = `${found.folder.uri.toString()} ${found.finding.id}`;
          return { kind: 'finding', id, parent: node, found };
        }),
      );
    default:
      return [];
  }
}

function limited(parent: TreeNode, nodes: readonly TreeNode[]): TreeNode[] {
  if (nodes.length <= maxChildren) return [...nodes];
  const count = nodes.length - maxChildren;
  return [...nodes.slice(0, maxChildren), { kind: 'more', id: `${parent.id} more`, parent, count }];
}

/** Every text in an item is plain: the view neither reads markup in it nor follows links. */
function itemOf(node: TreeNode): vscode.TreeItem {
  const item = bareItem(node);
  item.id = node.id;
  item.contextValue = node.kind;
  return item;
}

function bareItem(node: TreeNode): vscode.TreeItem {
  switch (node.kind) {
    case 'severity':
      return severityItem(node);
    case 'file':
      return fileItem(node);
    case 'finding':
      return findingItem(node);
    case 'more':
      return new vscode.TreeItem(`${node.count} more: see the Problems view, or fix some first`);
    case 'problems':
      return problemsItem(node.messages);
  }
}

function severityItem({ severity, files }: SeverityNode): vscode.TreeItem {
  const count = files.reduce((sum, { findings }) => sum + findings.length, 0);
  const label = `${severity[0]?.toUpperCase()}${severity.slice(1)}`;
  const item = new vscode.TreeItem(label, collapsible(files.length));
  item.description = String(count);
  item.iconPath = icons[severity];
  item.tooltip = `${counted(count, 'finding')} in ${counted(files.length, 'file')}`;
  item.accessibilityInformation = { label: `${label}: ${item.tooltip}` };
  return item;
}

function fileItem({ findings }: FileNode): vscode.TreeItem {
  const [first] = findings;
  const path = first?.finding.location.path ?? '';
  const slash = path.lastIndexOf('/');
  const name = oneLine(path.slice(slash + 1), 200);
  const item = new vscode.TreeItem(name, collapsible(findings.length));
  const place = oneLine(path.slice(0, Math.max(slash, 0)), 200);
  item.description = `${findings.length}${place === '' ? '' : `  ${place}`}`;
  item.iconPath = vscode.ThemeIcon.File;
  if (first) item.resourceUri = first.uri;
  item.tooltip = oneLine(path, 500);
  item.accessibilityInformation = {
    label: `${item.tooltip}, ${counted(findings.length, 'finding')}`,
  };
  return item;
}

function findingItem({ found: { folder, finding } }: FindingNode): vscode.TreeItem {
  const { severity, ruleId, location, tool, message, cwe } = finding;
  const line = location.region && location.region.start.line + 1;
  const isCode = finding.kind === 'code';
  const said = oneLine(message, 200);
  const rule = oneLine(ruleId, 100);
  // What tells the rows of one file apart comes first.
  const label = isCode ? [line, rule].filter(Boolean).join('  ') : said;
  const item = new vscode.TreeItem(label);
  item.description = isCode ? said : [line && `line ${line}`, rule].filter(Boolean).join(', ');
  const icon = icons[severity];
  item.iconPath = isCode ? icon : new vscode.ThemeIcon('package', icon.color);
  item.tooltip = [
    oneLine(message, 1000),
    oneLine(`${location.path}${line ? `:${line}` : ''}`, 500),
    [oneLine(ruleId, 200), ...cwe].join(', '),
    `${severity}, found by ${oneLine(tool.name, 100)}`,
  ].join('\n');
  item.accessibilityInformation = {
    label: `${severity}: ${said}, ${line ? `line ${line}, ` : ''}${rule}`,
  };
  item.command = {
    command: commands.revealFinding,
    title: 'Show Finding',
    arguments: [finding.id, folder.uri.toString()],
  };
  return item;
}

function problemsItem(messages: readonly string[]): vscode.TreeItem {
  const item = new vscode.TreeItem(`${counted(messages.length, 'problem')} while reading reports`);
  item.iconPath = new vscode.ThemeIcon('report');
  item.tooltip = messages
    .slice(0, 10)
    .map((message) => oneLine(message, 300))
    .join('\n');
  item.command = { command: commands.showLog, title: 'Show Log' };
  return item;
}

/** Short lists stand open. */
function collapsible(children: number): vscode.TreeItemCollapsibleState {
  return children <= 50
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
