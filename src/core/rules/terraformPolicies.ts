import type { Span } from '../span';
import type { ConfigRule } from './configLanguage';
import type { Detection } from './rule';
import { snippet } from './rule';
import type { Block, TerraformFile, Value } from './terraformBlocks';
import { attribute, blocksIn, member, nameOf, textIn, textsIn } from './terraformBlocks';
import { HclReader } from './terraformReader';

/** Policies that allow everything, or everybody. */
export const iamWildcard: ConfigRule<TerraformFile> = {
  id: 'terraform-iam-wildcard',
  title: 'A policy allows everything, or everybody',
  cwe: ['CWE-732', 'CWE-250', 'CWE-284', 'CWE-269'],
  languages: ['terraform'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Who has all rights can give themselves any other, and can switch off what would show it.',
    attack:
      'One leaked key, or one flaw in a program that has such a role, is enough to take over the whole account.',
    fix: 'Name the actions and the resources that are needed, and who may use them.',
    sources: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://cwe.mitre.org/data/definitions/732.html',
    ],
  },
  topic: /wildcard|least.?privilege|admin.*(?:policy|privilege)|\biam\b|principal/i,
  detect(file) {
    return file.blocks.flatMap((block) => [
      ...documentOf(block).flatMap((one) => judged(one, block)),
      ...written(block, file.text).flatMap((one) => judged(one, block)),
    ]);
  },
};

/** A statement of a policy, in whatever form it is written. */
interface Statement extends Span {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly isForAll: boolean;
  readonly hasCondition: boolean;
}

function judged(statement: Statement, block: Block): readonly Detection[] {
  const { start, end, effect, actions, resources, isForAll, hasCondition } = statement;
  if (effect.toLowerCase() !== 'allow' || hasCondition) return [];
  const isAll = actions.some((one) => /^\*(?::\*)?$/.test(one)) && resources.includes('*');
  if (!isAll && !(isForAll && actions.length > 0)) return [];
  const who = snippet(nameOf(block));
  const message = isForAll
    ? `A statement of ${who} allows ${snippet(actions.join(', '))} to everybody, with or without an account of yours.`
    : `A statement of ${who} allows every action on every resource.`;
  return [{ ruleId: iamWildcard.id, start, end, message }];
}

/** The statements of an `aws_iam_policy_document`. */
function documentOf(block: Block): readonly Statement[] {
  if (block.type !== 'data' || block.labels[0] !== 'aws_iam_policy_document') return [];
  return blocksIn(block.body, 'statement').map(({ body, start, end }) => {
    const texts = (name: string) => textsIn(attribute(body, name)?.value);
    const isForAll = blocksIn(body, 'principals').some(
      (one) =>
        /^(?:\*|AWS)$/.test(textIn(attribute(one.body, 'type')?.value) ?? '') &&
        textsIn(attribute(one.body, 'identifiers')?.value).includes('*'),
    );
    return {
      start,
      end,
      effect:
        textIn(attribute(body, 'effect')?.value) ?? (attribute(body, 'effect') ? '' : 'Allow'),
      actions: texts('actions'),
      resources: texts('resources'),
      isForAll,
      hasCondition: blocksIn(body, 'condition').length > 0,
    };
  });
}

/** The statements of policies that are written as JSON, or for `jsonencode`. */
function written({ top, body }: Block, text: string): readonly Statement[] {
  if (top.type !== 'resource' || !/^aws_/.test(top.labels[0] ?? '')) return [];
  return body.attributes
    .filter(({ name }) => /polic(?:y|ies)$/.test(name))
    .flatMap(({ value }) => {
      const policy = policyIn(value, text);
      const statements = member(policy, 'Statement');
      const items = statements?.kind === 'list' ? statements.items : statements ? [statements] : [];
      return items.filter(({ kind }) => kind === 'object').map(statementIn);
    });
}

function policyIn(value: Value, text: string): Value | undefined {
  if (value.kind === 'call') return value.name === 'jsonencode' ? value.args[0] : undefined;
  if (value.kind !== 'heredoc') return undefined;
  const { start, end } = value.body;
  return new HclReader(text, start, end).value(true);
}

function statementIn(value: Value): Statement {
  const texts = (name: string) => textsIn(member(value, name));
  const principal = member(value, 'Principal');
  const named = principal?.kind === 'object' ? member(principal, 'AWS') : principal;
  return {
    start: value.start,
    end: value.end,
    effect: textIn(member(value, 'Effect')) ?? '',
    actions: texts('Action'),
    resources: texts('Resource'),
    isForAll: textsIn(named).includes('*'),
    hasCondition: member(value, 'Condition') !== undefined,
  };
}
