import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { PlanControl, Planning, ReadyPlan } from '../../core/dependencies/planning';
import { messageOf } from '../../core/errors';
import type { Syntax } from '../../core/syntax';
import type { NumberedPlan, PlanQuestion, PlanReply, PlannedFolder } from './planQuestion';

/** The thread that plans for the editor: in its window the network is another one, and work is felt. */
const maxKept = 8;
const folders = new Map<number, { readonly planning: Planning; of: PlannedFolder }>();
const plans = new Map<number, ReadyPlan>();
const running = new Map<number, AbortController>();
let last = 0;

let syntax: Promise<Syntax> | undefined;
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
  forgetOldest(folders);
  return planning;
}

function forgetOldest(kept: Map<number, unknown>): void {
  for (const oldest of [...kept.keys()].slice(0, -maxKept)) kept.delete(oldest);
}

async function answer(question: PlanQuestion, control: PlanControl): Promise<unknown> {
  switch (question.kind) {
    case 'understand':
      return (await planningOf(question.of)).understand(question.subject, control.signal);
    case 'plan': {
      const planned = await (await planningOf(question.of)).plan(question.request, control);
      if (!planned.ok) return planned;
      last += 1;
      plans.set(last, planned);
      forgetOldest(plans);
      const { ok, understood, plan, notes } = planned;
      return { ok, understood, plan, notes, number: last } satisfies NumberedPlan;
    }
    case 'draft': {
      await planningOf(question.of);
      const plan = plans.get(question.plan);
      if (plan) return plan.draft(question.tier, control);
      return { ok: false, why: 'This plan is not known any more. Plan it again.' };
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
