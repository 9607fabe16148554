import { snippet } from '../../rules/rule';
import { regexRisk } from '../../rules/redos';
import { callOf, callTypes, patternOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

/** Patterns that still take long, and ways around a pattern that leave it in place. */
export function* slowPatterns(look: Look): Generator<Suspect> {
  if (!look.families.has('pattern')) return;
  const syntax = look.language === 'python' ? 'python' : 'javascript';
  let hasSlow = false;
  for (const node of look.nodes('regex', ...callTypes)) {
    const pattern = patternOf(node);
    if (!pattern || !look.isNew(node)) continue;
    const flags = syntax === 'python' ? '' : pattern.flags.replace(/[^dgimsuvy]/g, '');
    const risk = regexRisk(pattern.source, flags, syntax);
    if (!risk) continue;
    hasSlow = true;
    const part = pattern.source.slice(risk.start, risk.end);
    yield {
      at: node,
      why: `${snippet(part)} can still match the same text in several ways, so that a long one keeps the pattern busy. ${families.pattern.instead}`,
    };
  }
  if (hasSlow) return;
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (
      call &&
      /^(?:setTimeout|race|timeout|alarm)$/.test(call.name) &&
      !call.object?.text.startsWith('re')
    ) {
      yield {
        at: node,
        why: `A timer does not interrupt a pattern that is being matched: nothing else runs until it ends. ${families.pattern.instead}`,
      };
    }
  }
  for (const node of look.nodes('binary_expression', 'comparison_operator')) {
    const limit = /(?:\.length|len\([^()]*\))\s*>=?\s*([\d_]+)$/.exec(node.text)?.[1];
    const most = Number(limit?.replace(/_/g, ''));
    if (most > 20_000) {
      yield {
        at: node,
        why: `A text of ${most} characters is long enough to keep a slow pattern busy. Set a limit of some hundred, or rewrite the pattern.`,
      };
    }
  }
}
