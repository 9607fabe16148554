import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import * as story from './story';

/** Makes the window run its immediate timers this far apart, as a busy machine does. */
export async function delayTimers(page: Page, gap: number): Promise<void> {
  await page.evaluate((ms) => {
    const slow = window as typeof window & { timerGap?: number };
    const isPatched = slow.timerGap !== undefined;
    slow.timerGap = ms;
    if (isPatched) return;
    const set = window.setTimeout.bind(window);
    let due = 0;
    const later = (run: () => void, delay?: number, ...rest: unknown[]) => {
      if (delay !== 0) return set(run, delay, ...rest);
      due = Math.max(due + (slow.timerGap ?? 0), performance.now());
      return set(run, due - performance.now(), ...rest);
    };
    Object.assign(window, { setTimeout: later });
  }, gap);
}

/** Waits for the row that holds a text, and for no open row to be without rows under it. */
export async function allRows(page: Page, text: string): Promise<void> {
  let seen = '';
  const filled = story.until(`rows under all that is open, with “${text}”`, async () => {
    const rows = await rowsOf(page);
    const empty = rows.filter(
      ({ level, isOpen }, index) => isOpen && (rows[index + 1]?.level ?? 0) <= level,
    );
    seen = empty.map((row) => row.text).join(', ');
    return empty.length === 0 && rows.some((row) => row.text.includes(text)) ? true : undefined;
  });
  await filled.catch((error: unknown) => assert.fail(`${String(error)}; empty: ${seen}`));
}

async function rowsOf(page: Page) {
  const rows = await page.locator('.pane-body .monaco-list-row').evaluateAll((all) =>
    all.map((row) => ({
      index: Number(row.getAttribute('data-index')),
      level: Number(row.getAttribute('aria-level')),
      isOpen: row.getAttribute('aria-expanded') === 'true',
      text: row.textContent ?? '',
    })),
  );
  return rows.sort((a, b) => a.index - b.index);
}
