import * as vscode from 'vscode';
import type { FindingSummary, Severity } from '../core/finding';
import type { State } from '../core/findingIndex';
import { grouped, oneLine } from '../core/plainText';
import { toolsOf } from '../core/sameFlaw';
import { commands } from '../ids';
import { fileUri } from './folder';
import type { FileNode, FindingNode, GroupNode, MoreNode, StepNode, TreeNode } from './treeNodes';

const icons: Readonly<Record<Severity, vscode.ThemeIcon>> = {
  critical: icon('flame', 'list.errorForeground'),
  high: icon('error', 'list.errorForeground'),
  medium: icon('warning', 'list.warningForeground'),
  low: icon('info', 'problemsInfoIcon.foreground'),
  info: icon('circle-outline', 'descriptionForeground'),
};

/** Said behind a finding that is not simply open, and its icon. */
const asides: Readonly<Record<Exclude<State, 'open'>, readonly [string, string]>> = {
  'set-aside': ['set aside', 'circle-slash'],
  suppressed: ['suppressed by the tool', 'mute'],
  stale: ['code is gone', 'question'],
  elsewhere: ['not in this workspace', 'link-external'],
  fixed: ['fixed', 'check'],
};

const groupIcons = { file: 'file', rule: 'law', scanner: 'radio-tower' } as const;

function icon(id: string, color: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

/** Every text in an item is plain: the view neither reads markup in it nor follows links. */
export function itemOf(node: TreeNode): vscode.TreeItem {
  const item = bareItem(node);
  item.id = node.id;
  item.contextValue = contextOf(node);
  return item;
}

/** What menus go by. */
function contextOf(node: TreeNode): string {
  if (node.kind === 'group') return `group-${node.grouping}`;
  if (node.kind !== 'finding') return node.kind;
  const { state, finding } = node.found;
  if (finding.kind === 'dependency') return `finding ${state} dependency`;
  return `finding ${state}${finding.hasFlow ? ' flow' : ''}`;
}

function bareItem(node: TreeNode): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return node.grouping === 'file' ? fileItem(node) : groupItem(node);
    case 'file':
      return fileItem(node);
    case 'finding':
      return findingItem(node);
    case 'step':
      return stepItem(node);
    case 'more':
      return moreItem(node);
    case 'problems':
      return problemsItem(node.messages);
  }
}

function groupItem({ grouping, group: { key, worst, refs } }: GroupNode): vscode.TreeItem {
  const name = oneLine(key, 200);
  const label = grouping === 'severity' ? capital(name) : name;
  const item = new vscode.TreeItem(label, collapsible(refs.length));
  item.description = grouped(refs.length);
  item.iconPath =
    grouping === 'severity' || grouping === 'file'
      ? icons[worst]
      : new vscode.ThemeIcon(groupIcons[grouping], icons[worst].color);
  item.tooltip = `${oneLine(key, 500)}: ${counted(refs.length, 'finding')}`;
  item.accessibilityInformation = { label: `${label}: ${counted(refs.length, 'finding')}` };
  return item;
}

function fileItem({ group: { key: path, refs, folder } }: FileNode | GroupNode): vscode.TreeItem {
  const slash = path.lastIndexOf('/');
  const name = oneLine(path.slice(slash + 1), 200);
  const item = new vscode.TreeItem(name, collapsible(refs.length));
  const place = oneLine(path.slice(0, Math.max(slash, 0)), 200);
  item.description = `${refs.length}${place === '' ? '' : `  ${place}`}`;
  item.iconPath = vscode.ThemeIcon.File;
  // The file's own icon goes by this; a path of another machine makes none.
  if (folder !== undefined) {
    item.resourceUri = fileUri({ uri: vscode.Uri.parse(folder, true) }, path);
  }
  item.tooltip = oneLine(path, 500);
  item.accessibilityInformation = { label: `${item.tooltip}, ${counted(refs.length, 'finding')}` };
  return item;
}

function findingItem({ found }: FindingNode): vscode.TreeItem {
  const { folder, finding, state } = found;
  const { severity, ruleId, location, message, also } = finding;
  const line = location.region && location.region.start.line + 1;
  const isCode = finding.kind === 'code';
  const tools = also ? ` (${oneLine(toolsOf(finding), 100)})` : '';
  const said = `${oneLine(message, 200)}${tools}`;
  const rule = oneLine(ruleId, 100);
  // What tells the rows of one file apart comes first.
  const label = isCode ? [line, rule].filter(Boolean).join('  ') : said;
  const hasFlow = isCode && finding.hasFlow && state !== 'elsewhere';
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, hasFlow ? Collapsed : None);
  const [aside, asideIcon] = state === 'open' ? [undefined, undefined] : asides[state];
  const rest = isCode ? said : [line && `line ${line}`, rule].filter(Boolean).join(', ');
  item.description = aside === undefined ? rest : `${aside}: ${rest}`;
  const ownIcon = isCode ? icons[severity].id : 'package';
  item.iconPath = new vscode.ThemeIcon(asideIcon ?? ownIcon, icons[severity].color);
  item.tooltip = tooltipOf(finding, aside);
  const spoken = [`${severity}: ${said}`, line && `line ${line}`, rule, aside];
  item.accessibilityInformation = { label: spoken.filter(Boolean).join(', ') };
  item.command = {
    command: commands.revealFinding,
    title: 'Show Finding',
    arguments: [finding.id, folder.uri.toString()],
  };
  return item;
}

function tooltipOf(finding: FindingSummary, aside: string | undefined): string {
  const { severity, ruleId, location, message, cwe, baseline, suppressed } = finding;
  const line = location.region && location.region.start.line + 1;
  const reason = suppressed ? `: ${oneLine(suppressed, 300)}` : '';
  return [
    oneLine(message, 1000),
    oneLine(`${location.path}${line ? `:${line}` : ''}`, 500),
    [oneLine(ruleId, 200), ...cwe].join(', '),
    `${severity}, found by ${oneLine(toolsOf(finding), 100)}`,
    ...(baseline ? [`${baseline} since the tool's baseline`] : []),
    ...(aside ? [`${capital(aside)}${reason}`] : []),
  ].join('\n');
}

function stepItem({ location, flow, flows, step, isLast, parent }: StepNode): vscode.TreeItem {
  const { path, region, message } = location;
  const line = region && region.start.line + 1;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const number = flows > 1 ? `${flow + 1}.${step + 1}` : `${step + 1}`;
  const item = new vscode.TreeItem(`${number}  ${oneLine(name, 100)}${line ? `:${line}` : ''}`);
  const role = step === 0 ? 'source' : isLast ? 'sink' : '';
  item.description = [role, oneLine(message ?? '', 200)].filter(Boolean).join(': ');
  item.iconPath = new vscode.ThemeIcon(
    step === 0 ? 'debug-start' : isLast ? 'target' : 'arrow-down',
  );
  item.tooltip = oneLine(`${path}${line ? `:${line}` : ''}`, 500);
  item.accessibilityInformation = {
    label: `Data flow ${flow + 1}, step ${step + 1}, ${item.description}, ${item.tooltip}`,
  };
  const { folder, finding } = parent.found;
  item.command = {
    command: commands.showFlowStep,
    title: 'Show Step',
    arguments: [finding.id, folder.uri.toString(), flow, step],
  };
  return item;
}

function moreItem({ items }: MoreNode): vscode.TreeItem {
  const { Collapsed } = vscode.TreeItemCollapsibleState;
  return new vscode.TreeItem(`${grouped(items.length)} more`, Collapsed);
}

function problemsItem(messages: readonly string[]): vscode.TreeItem {
  const item = new vscode.TreeItem(
    `${counted(messages.length, 'problem')} while reading and scanning`,
  );
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

export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}
