import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import type { Attribute, Block, TerraformFile } from './terraformBlocks';
import { attribute, blocksIn, nameOf, textIn } from './terraformBlocks';

/** What a setting is changed to, and what to say about it. */
export interface Change {
  readonly to: string;
  readonly says: string;
  readonly breaks: string;
}

/** Puts other values into settings, each of one word. */
export function changed(
  attributes: readonly Attribute[],
  block: Block,
  change: Change,
  file: TerraformFile,
): RecipeResult {
  const refusal = attributes.map((one) => refusalFor(one, block, file)).find((one) => one);
  if (refusal) return refusal;
  const edits = attributes.map(({ value }) => {
    const quotes = value.kind === 'string' ? 1 : 0;
    return { start: value.start + quotes, end: value.end - quotes, text: change.to };
  });
  const code = attributes.map(({ start, end }) => file.text.slice(start, end)).join(', ');
  const rationale = {
    whyVulnerable: `With ${snippet(code)}, ${snippet(nameOf(block))} ${change.says}.`,
    whyFixed: `The change sets it to ${change.to}.`,
    mayBreak: [change.breaks],
    alternatives: [
      {
        option: 'Leave it, where it is meant, and set the finding aside with the reason',
        whyNot: 'The file does not say that it is meant.',
      },
    ],
    assumptions: ['Nothing outside this file, such as a module or the console, sets it back.'],
  };
  return { ok: true, edits, rationale };
}

function refusalFor({ name, value, start, end }: Attribute, block: Block, { text }: TerraformFile) {
  if (value.kind === 'string' && /\\/.test(text.slice(value.start, value.end))) {
    return refuse('The value is written with escapes.');
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart);
  const newline = text.indexOf('\n', end);
  const rest = text.slice(end, newline < 0 ? text.length : newline);
  const comment = [/^\s*(?:#|\/\/).*/.exec(above)?.[0] ?? '', /(?:#|\/\/).*/.exec(rest)?.[0] ?? ''];
  if (comment.some((one) => /ignore|skip|nosec|intention|on purpose|deliberate/i.test(one))) {
    return refuse('A comment beside it says that it is meant.');
  }
  for (const lifecycle of blocksIn(block.top.body, 'lifecycle')) {
    const kept = attribute(lifecycle.body, 'ignore_changes');
    const names = kept ? text.slice(kept.value.start, kept.value.end) : '';
    if (new RegExp(`\\b(?:all|${name})\\b`).test(names)) {
      return refuse(
        'Terraform is told to ignore changes of it, so that the edit would do nothing.',
      );
    }
    const isKept = textIn(attribute(lifecycle.body, 'prevent_destroy')?.value) === 'true';
    if (isKept && /encrypt/.test(name)) {
      return refuse('The change replaces the resource, which `prevent_destroy` forbids.');
    }
  }
  const isSite = blocksIn(block.top.body, 'website').length > 0;
  if (name === 'acl' && isSite) return refuse('The bucket is a website, which is public.');
  return undefined;
}
