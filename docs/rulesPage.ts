import type { RuleInfo } from '../src/core/rules';

type Language = RuleInfo['languages'][number];

const languages: Readonly<Record<Language, string>> = {
  javascript: 'JavaScript and TypeScript',
  python: 'Python',
  'github-actions': 'GitHub Actions workflows',
  dockerfile: 'Dockerfiles',
  terraform: 'Terraform',
};

const reviews: Readonly<Record<NonNullable<RuleInfo['recipe']>['review'], string>> = {
  glance: 'a glance is enough',
  read: 'read the change',
  test: 'read the change and test it',
};

/** The page of all rules, as `npm run docs` writes it. */
export function rulesPage(rules: readonly RuleInfo[]): string {
  const withRecipe = rules.filter(({ recipe }) => recipe).length;
  const parts = Object.entries(languages).map(([language, title]) => {
    const own = rules.filter((rule) => rule.languages[0] === language);
    return `## ${title}\n\n${table(own)}\n\n${own.map(section).join('\n\n')}`;
  });
  return `# The built-in rules

<!-- Written by \`npm run docs\`: edit the rules, not this file. -->

${rules.length} rules; ${withRecipe} have a recipe, which drafts a fix where the code has the strict shape that makes the fix right. Precision is how often a finding is right. The review level says how closely a person has to look at a draft; nothing is applied without one.

${parts.join('\n\n')}
`;
}

function table(rules: readonly RuleInfo[]): string {
  const rows = rules.map(({ id, title, cwe, severity, precision, recipe }) =>
    [
      `[${id}](#${id})`,
      title,
      cwe.join(', '),
      severity,
      precision,
      recipe ? `${recipe.does}; ${recipe.review}` : 'none',
    ].map(cell),
  );
  const head = ['rule', 'flaw', 'weakness', 'severity', 'precision', 'recipe; review level'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function section({ id, title, help, recipe, languages: all }: RuleInfo): string {
  const { why, attack, fix, sources } = help;
  const others = all.slice(1).map((one) => languages[one]);
  return [
    `### ${id}`,
    `${text(title)}.${others.length > 0 ? ` Also for ${others.join(' and ')}.` : ''}`,
    `**Why.** ${text(why)}`,
    `**Attack.** ${text(attack)}`,
    `**Fix.** ${text(fix)}`,
    ...(recipe ? [`**Recipe.** ${text(recipe.does)}. Review: ${reviews[recipe.review]}.`] : []),
    `**Sources.** ${sources.map((one) => `<${one}>`).join(', ')}`,
  ].join('\n\n');
}

function cell(markdown: string): string {
  return markdown.startsWith('[') ? markdown : text(markdown).replaceAll('|', '\\|');
}

/** Plain text of which no character is taken for markup. */
function text(plain: string): string {
  return plain.replace(/[\\`*_<>[\]]/g, '\\$&');
}
