import * as vscode from 'vscode';
import { withoutLinks } from '../core/plainText';

export interface TypedQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly step: number;
  readonly steps: number;
  /** What is wrong with the text, or undefined when it will do. */
  refuse(text: string): string | undefined;
}

/**
 * Asks for typed text. Undefined means no: Escape and loss of focus close the box, and Enter on a
 * text that will not do keeps it open. There is no button to press and no default.
 */
export function askTyped(question: TypedQuestion): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = withoutLinks(question.prompt);
  box.placeholder = question.placeholder;
  box.step = question.step;
  box.totalSteps = question.steps;
  box.ignoreFocusOut = false;
  return new Promise((resolve) => {
    let answer: string | undefined;
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidAccept(() => {
      const wrong = question.refuse(box.value);
      box.validationMessage = wrong && withoutLinks(wrong);
      if (wrong !== undefined) return;
      answer = box.value;
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}
