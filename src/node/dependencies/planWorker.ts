import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { PlanControl, Planning } from '../../core/dependencies/planning';
import { messageOf } from '../../core/errors';
import type { Ports } from '../../core/ports';
import type { LoadedSyntax } from '../../core/syntax';
import type { PlanQuestion, PlanReply, PlannedFolder } from './planQuestion';

/** The thread that plans for the editor: in its window the network is another one, and work is felt. */
const maxKept = 8;
const folders = new Map<number, { readonly planning: Planning; of: PlannedFolder }>();
const running = new Map<number, AbortController>();

let syntax: Promise<LoadedSyntax> | undefined;
const parser = () =>
  (syntax ??= import('../../core/syntax').then(({ createSyntax }) =>
    createSyntax((file) => fs.readFile(path.join(__dirname, 'grammars', file))),
  ));

async function planningOf(of: PlannedFolder): Promise<Planning> {
  const known = folders.get(of.number);
  if (known) {
    known.of = of;
    return known.planning;
  }
  const { planningIn } = await import('../../planning');
  const { folder, version } = of;
  const mayRun = () => folders.get(of.number)?.of.mayRun === true;
  const planning = planningIn({ folder, version, mayRun });
  folders.set(of.number, { planning, of });
  for (const oldest of [...folders.keys()].slice(0, -maxKept)) folders.delete(oldest);
  return planning;
}

async function portsOf({ folder, mayRun }: PlannedFolder): Promise<Ports> {
  const { openFolder } = await import('../../planning');
  const content = () => import('../../core/checks');
  const loaded = {
    syntax: parser,
    rules: () => import('../../core/rules'),
    checks: async () => (await content()).checks,
    content,
  };
  return openFolder(folder, loaded, () => mayRun).ports;
}

async function answer(question: PlanQuestion, control: PlanControl): Promise<unknown> {
  switch (question.kind) {
    case 'understand':
      return (await planningOf(question.of)).understand(question.subject, control.signal);
    case 'fix': {
      const { draftDependencyFix } = await import('../../planning');
      const { of, fix } = question;
      const { finding, findings, tier } = fix;
      const planning = await planningOf(of);
      const parts = { planning, findings, version: of.version, ...(tier && { tier }) };
      return draftDependencyFix(parts, finding, await portsOf(of), control);
    }
    case 'use': {
      const { packageUse } = await import('../../planning');
      return packageUse(question.question, await parser(), control.signal);
    }
    case 'abort':
      running.get(question.question)?.abort();
      return undefined;
  }
}

function tell(reply: PlanReply): void {
  parentPort?.postMessage(reply);
}

parentPort?.on('message', ({ number, about }: { number: number; about: PlanQuestion }) => {
  const abort = new AbortController();
  running.set(number, abort);
  const progress = (text: string) => tell({ question: number, kind: 'progress', text });
  answer(about, { signal: abort.signal, progress })
    .then(
      (told) => tell({ question: number, kind: 'answer', answer: told }),
      (error: unknown) => tell({ question: number, kind: 'failure', message: messageOf(error) }),
    )
    .finally(() => running.delete(number));
});
