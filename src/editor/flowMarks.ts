import * as vscode from 'vscode';
import type { Location } from '../core/finding';
import { oneLine, withoutLinks } from '../core/plainText';
import { commands } from '../ids';
import { toRange } from './findings';
import { fileUri } from './folder';

/** A data flow as it is walked. */
export interface ShownFlow {
  /** The finding's id. */
  readonly id: string;
  readonly folder: vscode.Uri;
  readonly steps: readonly Location[];
  /** Where one stands, from 0. */
  readonly step: number;
}

/** Puts a data flow into the visible editors and the status bar. */
export interface FlowMarks extends vscode.Disposable {
  /** Undefined takes the marks away. */
  show(flow: ShownFlow | undefined): void;
}

const { ThemeColor, OverviewRulerLane, StatusBarAlignment } = vscode;

/** Every colour is the theme's; the borders are there in high contrast too, where backgrounds are not. */
export function flowMarks(): FlowMarks {
  const others = vscode.window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor('editor.wordHighlightBackground'),
    border: '1px dotted',
    borderColor: new ThemeColor('editorInfo.foreground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.infoForeground'),
    overviewRulerLane: OverviewRulerLane.Center,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const current = vscode.window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
    border: '2px solid',
    borderColor: new ThemeColor('focusBorder'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.findMatchForeground'),
    overviewRulerLane: OverviewRulerLane.Full,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const bar = statusBar();
  let flow: ShownFlow | undefined;
  const mark = (editors: readonly vscode.TextEditor[]) => {
    for (const editor of editors) {
      const places = flow ? placesIn(editor.document.uri, flow) : [];
      const { step = -1 } = flow ?? {};
      const isCurrent = ({ steps }: Place) => steps.includes(step);
      const options = (some: readonly Place[]) => some.map((place) => optionsOf(place, flow));
      editor.setDecorations(current, options(places.filter(isCurrent)));
      editor.setDecorations(others, options(places.filter((place) => !isCurrent(place))));
    }
  };
  const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
    if (flow) mark(editors);
  });
  return {
    show(now) {
      flow = now;
      mark(vscode.window.visibleTextEditors);
      bar.show(now);
    },
    dispose: () => void vscode.Disposable.from(others, current, bar, listening).dispose(),
  };
}

/** A region and the steps that are there, from 0. */
interface Place {
  readonly range: vscode.Range;
  readonly steps: readonly number[];
}

function placesIn(uri: vscode.Uri, { folder, steps }: ShownFlow): readonly Place[] {
  const places: { range: vscode.Range; steps: number[] }[] = [];
  const key = uri.toString();
  for (const [step, { path, region }] of steps.entries()) {
    if (!region || fileUri({ uri: folder }, path).toString() !== key) continue;
    const range = toRange(region);
    const known = places.find((place) => place.range.isEqual(range));
    if (known) known.steps.push(step);
    else places.push({ range, steps: [step] });
  }
  return places;
}

function optionsOf({ range, steps }: Place, flow: ShownFlow | undefined): vscode.DecorationOptions {
  const numbers = steps.map((step) => step + 1).join(', ');
  const hoverMessage = steps.map((step) => {
    const said = stepText(step, flow);
    return new vscode.MarkdownString().appendText(said);
  });
  return {
    range,
    hoverMessage,
    renderOptions: {
      before: {
        contentText: `\u00a0${numbers}\u00a0`,
        color: new ThemeColor('badge.foreground'),
        backgroundColor: new ThemeColor('badge.background'),
        border: '1px solid',
        borderColor: new ThemeColor('focusBorder'),
        margin: '0 0.4em 0 0',
      },
    },
  };
}

function stepText(step: number, flow: ShownFlow | undefined): string {
  const message = oneLine(flow?.steps[step]?.message ?? '', 300);
  return `Step ${step + 1} of ${flow?.steps.length ?? 0}${message === '' ? '' : `: ${message}`}`;
}

/** Back, the step itself, on, and an end to it. */
function statusBar(): FlowMarks {
  const item = (id: string, priority: number, name: string, command = '', text = '') => {
    const made = vscode.window.createStatusBarItem(id, StatusBarAlignment.Left, priority);
    Object.assign(made, { name, command, text, tooltip: name });
    made.accessibilityInformation = { label: name, role: 'button' };
    return made;
  };
  const { previousFlowStep, nextFlowStep, endFlow } = commands;
  const main = item('flow', 10.3, 'Data Flow');
  const items = [
    item('flowBack', 10.4, 'Previous Data Flow Step', previousFlowStep, '$(chevron-left)'),
    main,
    item('flowOn', 10.2, 'Next Data Flow Step', nextFlowStep, '$(chevron-right)'),
    item('flowEnd', 10.1, 'Leave Data Flow', endFlow, '$(close)'),
  ];
  return {
    show(flow) {
      if (!flow) {
        for (const one of items) one.hide();
        return;
      }
      const said = stepText(flow.step, flow);
      main.text = withoutLinks(oneLine(said, 80));
      main.tooltip = said;
      const args = [flow.id, flow.folder.toString()];
      main.command = { command: commands.revealInTree, title: 'Show', arguments: args };
      main.accessibilityInformation = { label: `Data flow, ${said}` };
      for (const one of items) one.show();
    },
    dispose: () => void vscode.Disposable.from(...items).dispose(),
  };
}
