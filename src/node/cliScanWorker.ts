import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { HumanError, messageOf } from '../core/errors';
import type { CodeFinding } from '../core/finding';
import { type ScanParts, scanFile } from '../core/scan';
import { createSyntax } from '../core/syntax';

/** What the worker is told once. */
export type ScanSettings = Pick<ScanParts, 'version' | 'withFixes'>;

/** A file to scan. The next one is not sent before the answer has come. */
export interface ScanQuestion {
  readonly path: string;
  readonly text: string;
}

/** `ready` comes once, before the first answer. */
export type ScanReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'findings'; readonly findings: readonly CodeFinding[] }
  | { readonly kind: 'failure'; readonly message: string; readonly isExpected: boolean };

const hash = (text: string): string => crypto.createHash('sha256').update(text).digest('hex');

async function start(): Promise<void> {
  const syntax = await createSyntax((file) => fs.readFile(path.join(__dirname, 'grammars', file)));
  const rules = await import('../core/rules');
  const parts: ScanParts = { ...(workerData as ScanSettings), syntax, rules, hash };
  parentPort?.on('message', ({ path: at, text }: ScanQuestion) => {
    scanFile(at, text, parts).then(
      (findings = []) => reply({ kind: 'findings', findings }),
      (error: unknown) => {
        const isExpected = error instanceof HumanError;
        reply({ kind: 'failure', message: messageOf(error), isExpected });
      },
    );
  });
  reply({ kind: 'ready' });
}

function reply(message: ScanReply): void {
  parentPort?.postMessage(message);
}

void start();
