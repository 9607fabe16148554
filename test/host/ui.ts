import { chromium, type Browser, type Page } from 'playwright-core';

// Every test file is a bundle of its own; the connection is the extension host's.
const shared = globalThis as { hostBrowser?: Promise<Browser> | undefined };

/**
 * The page that shows this workbench, for real keys and clicks from inside the extension host. The runner opens the
 * port (HOST_CDP_PORT); desktop VS Code takes the same switch. The connection is made once and kept.
 */
export async function workbench(): Promise<Page> {
  shared.hostBrowser ??= connect();
  const browser = await shared.hostBrowser;
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    if ((await page.locator('.monaco-workbench').count()) > 0) return page;
  }
  throw new Error('No page of the browser shows a workbench.');
}

/** Lets go of the page; the workbench stays open. */
export async function closeWorkbench(): Promise<void> {
  const browser = await shared.hostBrowser;
  shared.hostBrowser = undefined;
  await browser?.close();
}

async function connect(): Promise<Browser> {
  const port = process.env['HOST_CDP_PORT'];
  if (!port) throw new Error('HOST_CDP_PORT is not set: start the stories with `npm test`.');
  return chromium.connectOverCDP(`http://127.0.0.1:${port}`);
}
