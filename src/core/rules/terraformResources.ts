import type { ConfigRule } from './configLanguage';
import type { Detection, RuleHelp } from './rule';
import { snippet } from './rule';
import type { Attribute, Block, TerraformFile } from './terraformBlocks';
import { attribute, attributesOf, nameOf, resources, textIn, textsIn } from './terraformBlocks';
import { changed } from './terraformSettingFix';
import { type Setting, settings } from './terraformSettings';

const cwePage = (id: number) => `https://cwe.mitre.org/data/definitions/${id}.html`;
const common = { languages: ['terraform'], severity: 'high', precision: 'high' } as const;
const recipe = { does: 'Changes the setting', review: 'test' } as const;

function help(why: string, attack: string, fix: string, ...sources: readonly string[]): RuleHelp {
  return { why, attack, fix, sources };
}

/** Storage that everybody can read. */
export const publicStorage: ConfigRule<TerraformFile> = {
  ...common,
  id: 'terraform-public-storage',
  title: 'Storage is open to everybody',
  cwe: ['CWE-732', 'CWE-284', 'CWE-200', 'CWE-306'],
  help: help(
    'Everybody on the internet may read, and sometimes write, what lies in public storage.',
    'Scanners try the names of buckets all day; what they find is copied within hours.',
    'Keep the storage private, and hand out what is meant for the public through a content network or signed addresses.',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    cwePage(732),
  ),
  topic: /public.?(?:acl|bucket|access|read|storage)|publicly.?readable/i,
  recipe,
  detect(file) {
    return [...settingsOf('storage', this.id, file), ...openBlocks(file), ...publicMembers(file)];
  },
};

/** Data that lies on disks as it is. */
export const noEncryption: ConfigRule<TerraformFile> = {
  ...common,
  id: 'terraform-no-encryption',
  title: 'Stored data is not encrypted',
  cwe: ['CWE-311', 'CWE-312', 'CWE-922'],
  severity: 'medium',
  help: help(
    'Without encryption, whoever gets a disk, a snapshot or a backup can read it.',
    'Somebody copies a snapshot into an account of their own, and mounts it.',
    'Switch encryption on, best with a key of your own.',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html',
    cwePage(311),
  ),
  topic: /encrypt/i,
  recipe,
  detect(file) {
    return [...settingsOf('encryption', this.id, file), ...unencryptedByDefault(file)];
  },
};

/** Databases with an address of the internet. */
export const publicDatabase: ConfigRule<TerraformFile> = {
  ...common,
  id: 'terraform-public-database',
  title: 'A database has a public address',
  cwe: ['CWE-284', 'CWE-668', 'CWE-732'],
  help: help(
    'A public address leaves nothing but a security group and a password between a database and the internet.',
    'Scanners find the port within hours, and try passwords that were leaked elsewhere.',
    'Keep the address private, and connect through the network, a VPN or a bastion.',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
    cwePage(284),
  ),
  topic: /publicly.?accessible|public.?(?:database|instance)/i,
  recipe,
  detect(file) {
    return settingsOf('database', this.id, file);
  },
};

/** Connections that others on the way can read. */
export const insecureTransport: ConfigRule<TerraformFile> = {
  ...common,
  id: 'terraform-insecure-transport',
  title: 'Connections are not protected by TLS',
  cwe: ['CWE-319', 'CWE-295', 'CWE-326', 'CWE-327'],
  severity: 'medium',
  help: help(
    'Without TLS, or without a look at the certificate, anybody on the way can read and change what is sent.',
    'Somebody in the same network answers in the name of the server, and reads tokens and data.',
    'Ask for TLS 1.2 or newer, and leave verification on.',
    'https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html',
    cwePage(319),
  ),
  topic: /\btls\b|\bssl\b|https|insecure|plain.?text/i,
  recipe,
  detect(file) {
    return settingsOf('transport', this.id, file);
  },
};

function settingsOf(
  kind: Setting['rule'],
  ruleId: string,
  file: TerraformFile,
): readonly Detection[] {
  const wanted = settings.filter((one) => one.rule === kind);
  return file.blocks.flatMap((block) => {
    const { top } = block;
    if (!/^(?:resource|provider)$/.test(top.type)) return [];
    const setting = wanted.filter((one) => one.of.test(top.labels[0] ?? '') && isPlace(one, block));
    return setting.flatMap((one) =>
      flattened(block)
        .filter(({ name }) =>
          typeof one.name === 'string' ? one.name === name : one.name.test(name),
        )
        .filter(({ value }) => one.bad.test(textIn(value) ?? ''))
        .map((found) => settingAt(found, block, one, ruleId, file)),
    );
  });
}

/** The attributes of a block; where a provider takes an object for a block, that one's too. */
function flattened({ body }: Block): readonly Attribute[] {
  return body.attributes.flatMap((one) =>
    one.value.kind === 'object' && /^(?:kubernetes|registry)$/.test(one.name)
      ? attributesOf(one.value)
      : [one],
  );
}

function isPlace({ in: holder }: Setting, block: Block): boolean {
  if (holder === '*') return true;
  if (holder === undefined) return block === block.top;
  return block.type === holder || (block.type === 'content' && holder.endsWith('_block_device'));
}

function settingAt(
  found: Attribute,
  block: Block,
  { good, says, breaks }: Setting,
  ruleId: string,
  file: TerraformFile,
): Detection {
  const { start, end } = found;
  return {
    ruleId,
    start,
    end,
    message: `${snippet(nameOf(block))} ${says}: ${snippet(file.text.slice(start, end))}.`,
    recipe: () => changed([found], block, { to: good, says, breaks }, file),
  };
}

const switches =
  /^(?:block_public_acls|block_public_policy|ignore_public_acls|restrict_public_buckets)$/;

/** One finding for all the switches of a resource that are off. */
function openBlocks(file: TerraformFile): readonly Detection[] {
  const types = /^aws_s3_(?:bucket|account)_public_access_block$/;
  return resources(file, types).flatMap((block) => {
    const off = block.body.attributes.filter(
      ({ name, value }) => switches.test(name) && textIn(value) === 'false',
    );
    const [first] = off;
    if (!first) return [];
    const change = {
      to: 'true',
      says: 'lets the storage be made public',
      breaks: 'What is public by the policy or the rights of a bucket no longer is.',
    };
    return [
      {
        ruleId: publicStorage.id,
        start: first.start,
        end: first.end,
        message: `${snippet(nameOf(block))} switches off the block that keeps storage from being public.`,
        recipe: () => changed(off, block, change, file),
      },
    ];
  });
}

const everybody = /^(?:allUsers|allAuthenticatedUsers)$/;

/** Google's way of naming everybody. */
function publicMembers(file: TerraformFile): readonly Detection[] {
  const types = /^google_storage_.*(?:iam_member|iam_binding|access_control|acl)$/;
  return resources(file, types).flatMap((block) => {
    const open = block.body.attributes.find(({ name, value }) => {
      if (/^(?:member|members|entity)$/.test(name))
        return textsIn(value).some((one) => everybody.test(one));
      if (name === 'role_entity') return textsIn(value).some((one) => /:allUsers$/.test(one));
      return name === 'predefined_acl' && /^public/.test(textIn(value) ?? '');
    });
    if (!open) return [];
    const message = `${snippet(nameOf(block))} lets everybody at the bucket.`;
    return [{ ruleId: publicStorage.id, start: open.start, end: open.end, message }];
  });
}

const unencrypted: readonly (readonly [type: RegExp, switched: string])[] = [
  [/^aws_(?:db_instance|rds_cluster|docdb_cluster|neptune_cluster)$/, 'storage_encrypted'],
  [/^aws_efs_file_system$/, 'encrypted'],
];

/** What stays unencrypted when nothing is said, unless it takes after another resource. */
function unencryptedByDefault(file: TerraformFile): readonly Detection[] {
  const inherits =
    /^(?:snapshot_identifier|replicate_source_db|replication_source_identifier|global_cluster_identifier|restore_to_point_in_time|s3_import|kms_key_id|engine_mode)$/;
  return unencrypted.flatMap(([type, switched]) =>
    resources(file, type)
      .filter(({ body }) => !attribute(body, switched))
      .filter(({ body }) => !body.attributes.some(({ name }) => inherits.test(name)))
      .filter(({ body }) => !body.blocks.some((one) => inherits.test(one.type)))
      .map(({ header, ...block }) => ({
        ruleId: noEncryption.id,
        ...header,
        message: `${snippet(nameOf({ header, ...block }))} keeps its data unencrypted: ${switched} is not set.`,
        recipe: () => ({
          ok: false as const,
          why: `There is no ${switched} to change; add one, and look at the plan.`,
        }),
      })),
  );
}
