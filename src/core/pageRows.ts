import { shownPath } from './plainText';

/** A label and what it labels. */
export interface Row {
  /** Unlike that of every other row of the page, evidence included. */
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly places: readonly Place[];
}

/** A place that the view can lead to. */
export interface Place {
  /** As the view names it: "line 12", or with its path where that is not plain. */
  readonly text: string;
  /** What is said of it, if anything is. */
  readonly note?: string;
  readonly path: string;
  /** Zero-based; absent for a whole file. */
  readonly line?: number;
  /** Whether the line counts in the text before the change, or after it. */
  readonly side: 'before' | 'after';
}

const maxPathLength = 300;

/** A path, and the line as a person counts it, fit for one line. */
export function lineText(path: string, line: number | undefined): string {
  const shown = shownPath(path, maxPathLength);
  return line === undefined ? shown : `${shown}:${line + 1}`;
}
