import type { Node } from '../../syntax';
import type { Look, Suspect } from './look';

const noting = /^(?:console|logger|log|logging|winston|debug|print)\b/;

/** New code that catches errors and does nothing about them. */
export function* swallowed(look: Look): Generator<Suspect> {
  for (const node of look.nodes('catch_clause', 'except_clause')) {
    const body =
      node.childForFieldName('body') ?? node.namedChildren.find(({ type }) => type === 'block');
    const tried = node.parent;
    if (!body || !tried || !isIdle(body) || holdsFallback(tried)) continue;
    if (!look.isNew(node) && !look.isNew(body)) continue;
    if (!isAround(tried, look)) continue;
    yield {
      at: node,
      why: 'The errors that the code above throws are caught and dropped, so that a failed check goes unseen and the code goes on. Answer with a refusal, or let the error pass.',
    };
  }
}

function isIdle(body: Node): boolean {
  return body.namedChildren.every(
    ({ type, text }) =>
      type === 'comment' ||
      type === 'pass_statement' ||
      (type === 'expression_statement' && noting.test(text)),
  );
}

/** The code in it was there before: the change only puts a try around it. */
function isAround(tried: Node, look: Look): boolean {
  const body = tried.childForFieldName('body');
  const squeezed = (text: string) => text.replace(/\s+/g, '');
  const other = squeezed(look.other);
  return (body?.namedChildren ?? []).some((one) => {
    const text = squeezed(one.text);
    return text.length > 8 && other.includes(text);
  });
}

/** What is tried is only to find a value, for which there is another. */
function holdsFallback(tried: Node): boolean {
  const body = tried.childForFieldName('body');
  return (body?.namedChildren ?? []).length === 0;
}
