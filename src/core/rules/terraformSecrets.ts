import type { ConfigRule } from './configLanguage';
import { isSecretValue } from './configSecrets';
import type { Detection } from './rule';
import { snippet } from './rule';
import type { Block, TerraformFile, Value } from './terraformBlocks';
import { attribute } from './terraformBlocks';

/** Secrets in the code of the infrastructure. */
export const terraformSecret: ConfigRule<TerraformFile> = {
  id: 'terraform-hardcoded-secret',
  title: 'A secret is written into the code',
  cwe: ['CWE-798', 'CWE-259', 'CWE-321', 'CWE-522'],
  languages: ['terraform'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'Everybody who can read the repository, now or later, has the secret.',
    attack: 'Somebody with a copy of the repository, or of its history, signs in with it.',
    fix: 'Take a new secret, and read it from a secret store or a variable that is marked as sensitive.',
    sources: [
      'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
      'https://cwe.mitre.org/data/definitions/798.html',
    ],
  },
  topic: /secret|credential|password|hard.?coded/i,
  detect({ blocks }) {
    return blocks.flatMap((block) => {
      if (block === block.top && block.type === 'variable') return ofVariable(block);
      const found: Detection[] = [];
      for (const { name, value } of block.body.attributes) secretsIn(name, value, found);
      return found;
    });
  },
};

function ofVariable({ labels, body }: Block): readonly Detection[] {
  const value = attribute(body, 'default')?.value;
  const found: Detection[] = [];
  if (value) secretsIn(labels[0] ?? '', value, found);
  return found;
}

/** Names that end like a secret but hold none. */
const harmless =
  /^(?:kms_|ssh_|public_|object_|partition_|hash_|range_|sort_|s3_)|(?:^|_)(?:manage|require|allow|enable|reset|generate|create|rotate|use|has|is)_|^(?:description|name|comment)$/i;

/** Values nest no deeper than the parser lets them. */
function secretsIn(name: string, value: Value, found: Detection[]): void {
  if (value.kind === 'list') for (const item of value.items) secretsIn(name, item, found);
  if (value.kind === 'call') for (const item of value.args) secretsIn('', item, found);
  if (value.kind === 'object')
    for (const one of value.entries) secretsIn(one.key, one.value, found);
  if (value.kind !== 'heredoc' && value.kind !== 'string') return;
  const isText = value.kind === 'heredoc' || !value.isPlain;
  const shown = isText || harmless.test(name) ? '' : name;
  if (!isSecretValue(shown, value.text)) return;
  const { start, end } = value;
  const message = `${snippet(name === '' ? 'This text' : name)} holds a secret that everybody with the code can read.`;
  found.push({ ruleId: terraformSecret.id, start, end, message });
}
