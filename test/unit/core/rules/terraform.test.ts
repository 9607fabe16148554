import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTerraform } from '../../../../src/core/rules/terraformBlocks';
import {
  codeOf,
  detectConfig,
  fixedConfig,
  fixesConfig,
  promises,
  refusesConfig,
  scanConfig,
} from './configShapes';
import { promise } from './promises';

const path = 'infra/main.tf';

/** A resource with some lines in it. */
const resource = (type: string, ...lines: readonly string[]) =>
  `resource "${type}" "a" {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

function cases(
  rule: string,
  seen: readonly [string, readonly string[]][],
  silent: readonly string[],
) {
  promises(rule, path, seen, silent);
}

cases(
  'terraform-public-storage',
  [
    [resource('aws_s3_bucket', 'acl = "public-read"'), ['acl = "public-read"']],
    [
      resource('aws_s3_bucket_acl', 'acl    = "public-read-write" # why'),
      ['acl    = "public-read-write"'],
    ],
    [
      resource(
        'aws_s3_bucket_public_access_block',
        'block_public_acls = false',
        'block_public_policy = false',
      ),
      ['block_public_acls = false'],
    ],
    [
      resource('azurerm_storage_container', 'container_access_type = "blob"'),
      ['container_access_type = "blob"'],
    ],
    [
      resource('azurerm_storage_account', 'allow_nested_items_to_be_public = true'),
      ['allow_nested_items_to_be_public = true'],
    ],
    [resource('google_storage_bucket_iam_member', 'member = "allUsers"'), ['member = "allUsers"']],
    [
      resource(
        'google_storage_bucket_iam_binding',
        'members = [',
        '  "allAuthenticatedUsers",',
        ']',
      ),
      ['members = [\n    "allAuthenticatedUsers",\n  ]'],
    ],
  ],
  [
    resource('aws_s3_bucket', 'acl = "private"'),
    resource('aws_s3_bucket', 'acl = var.acl'),
    resource('aws_s3_bucket', '# acl = "public-read"'),
    resource('aws_s3_bucket_public_access_block', 'block_public_acls = true'),
    resource('google_storage_bucket_iam_member', 'member = "user:a@example.com"'),
    'variable "acl" {\n  default = "public-read"\n}\n',
  ],
);

const group = (...lines: readonly string[]) =>
  resource('aws_security_group', 'ingress {', ...lines.map((line) => `  ${line}`), '}');
const world = 'cidr_blocks = ["0.0.0.0/0"]';

cases(
  'terraform-open-ingress',
  [
    [group('from_port = 22', 'to_port = 22', 'protocol = "tcp"', world), [world]],
    [
      group(
        'from_port = 0',
        'to_port = 0',
        'protocol = "-1"',
        'ipv6_cidr_blocks = ["10.0.0.0/8", "::/0"]',
      ),
      ['ipv6_cidr_blocks = ["10.0.0.0/8", "::/0"]'],
    ],
    [
      group(
        'from_port = 0',
        'to_port = 65535',
        'protocol = "tcp"',
        world,
        'ipv6_cidr_blocks = ["::/0"]',
      ),
      [world],
    ],
    [
      resource(
        'aws_security_group_rule',
        'type = "ingress"',
        'from_port = 3306',
        'to_port = "3306"',
        'protocol = "TCP"',
        world,
      ),
      [world],
    ],
    [
      resource(
        'aws_vpc_security_group_ingress_rule',
        'from_port = 3389',
        'to_port = 3389',
        'ip_protocol = "tcp"',
        'cidr_ipv4 = "0.0.0.0/0"',
      ),
      ['cidr_ipv4 = "0.0.0.0/0"'],
    ],
    [
      resource(
        'aws_security_group',
        'dynamic "ingress" {',
        '  for_each = [1]',
        '  content {',
        '    from_port = 22',
        '    to_port = 22',
        '    protocol = "tcp"',
        `    ${world}`,
        '  }',
        '}',
      ),
      [world],
    ],
    [
      resource(
        'aws_security_group',
        'ingress = [{ from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"] }]',
      ),
      ['["0.0.0.0/0"]'],
    ],
    [
      resource(
        'azurerm_network_security_rule',
        'direction = "Inbound"',
        'access = "Allow"',
        'destination_port_range = "22"',
        'source_address_prefix = "*"',
      ),
      ['source_address_prefix = "*"'],
    ],
    [
      resource(
        'azurerm_network_security_group',
        'security_rule {',
        '  direction = "Inbound"',
        '  access = "Allow"',
        '  destination_port_ranges = ["80", "3380-3400"]',
        '  source_address_prefix = "Internet"',
        '}',
      ),
      ['source_address_prefix = "Internet"'],
    ],
    [
      resource(
        'google_compute_firewall',
        'allow {',
        '  protocol = "tcp"',
        '  ports = ["22"]',
        '}',
        'source_ranges = ["0.0.0.0/0"]',
      ),
      ['source_ranges = ["0.0.0.0/0"]'],
    ],
    [
      resource(
        'azurerm_mssql_firewall_rule',
        'start_ip_address = "0.0.0.0"',
        'end_ip_address = "255.255.255.255"',
      ),
      ['end_ip_address = "255.255.255.255"'],
    ],
  ],
  [
    group('from_port = 443', 'to_port = 443', 'protocol = "tcp"', world),
    group('from_port = 80', 'to_port = 80', 'protocol = "tcp"', world),
    group('from_port = 22', 'to_port = 22', 'protocol = "tcp"', 'cidr_blocks = ["10.0.0.0/8"]'),
    group('from_port = var.port', 'to_port = var.port', 'protocol = "tcp"', world),
    group('from_port = -1', 'to_port = -1', 'protocol = "icmp"', world),
    resource(
      'aws_security_group',
      'egress {',
      '  from_port = 0',
      '  to_port = 0',
      '  protocol = "-1"',
      `  ${world}`,
      '}',
    ),
    resource(
      'aws_security_group_rule',
      'type = "egress"',
      'from_port = 22',
      'to_port = 22',
      'protocol = "tcp"',
      world,
    ),
    resource(
      'azurerm_network_security_rule',
      'direction = "Inbound"',
      'access = "Deny"',
      'destination_port_range = "22"',
      'source_address_prefix = "*"',
    ),
    resource(
      'google_compute_firewall',
      'direction = "EGRESS"',
      'allow {',
      '  protocol = "all"',
      '}',
      'source_ranges = ["0.0.0.0/0"]',
    ),
  ],
);

cases(
  'terraform-no-encryption',
  [
    [resource('aws_ebs_volume', 'encrypted = false'), ['encrypted = false']],
    [resource('aws_db_instance', 'storage_encrypted = false'), ['storage_encrypted = false']],
    [resource('aws_db_instance', 'engine = "mysql"'), ['resource "aws_db_instance" "a"']],
    [
      resource('aws_instance', 'root_block_device {', '  encrypted = "false"', '}'),
      ['encrypted = "false"'],
    ],
    [
      resource('aws_elasticache_replication_group', 'at_rest_encryption_enabled=false'),
      ['at_rest_encryption_enabled=false'],
    ],
    [
      resource(
        'aws_launch_template',
        'block_device_mappings {',
        '  ebs { encrypted = false }',
        '}',
      ),
      ['encrypted = false'],
    ],
  ],
  [
    resource('aws_ebs_volume', 'encrypted = true'),
    resource('aws_ebs_volume', 'encrypted = var.encrypted'),
    resource('aws_ebs_volume', 'size = 1'),
    resource('aws_db_instance', 'replicate_source_db = "a"'),
    resource('aws_db_instance', 'storage_encrypted = true'),
    resource('aws_lb', 'encrypted = false'),
  ],
);

cases(
  'terraform-public-database',
  [
    [resource('aws_db_instance', 'publicly_accessible = true'), ['publicly_accessible = true']],
    [
      resource('aws_redshift_cluster', 'publicly_accessible=true // why'),
      ['publicly_accessible=true'],
    ],
    [
      resource('aws_rds_cluster_instance', 'publicly_accessible = "true"'),
      ['publicly_accessible = "true"'],
    ],
    [
      resource('aws_mq_broker', 'a = 1', 'publicly_accessible   = true'),
      ['publicly_accessible   = true'],
    ],
  ],
  [
    resource('aws_db_instance', 'publicly_accessible = false'),
    resource('aws_db_instance', 'publicly_accessible = var.a ? true : false'),
    resource('aws_db_instance', '/* publicly_accessible = true */'),
    resource('aws_lb', 'publicly_accessible = true'),
    'module "a" {\n  publicly_accessible = true\n}\n',
  ],
);

const all = '{ Effect = "Allow", Action = "*", Resource = "*" }';

cases(
  'terraform-iam-wildcard',
  [
    [resource('aws_iam_policy', `policy = jsonencode({ Statement = [${all}] })`), [all]],
    [
      resource(
        'aws_iam_role_policy',
        'policy = <<EOF',
        '{"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]}',
        'EOF',
      ),
      ['{"Effect": "Allow", "Action": ["*"], "Resource": "*"}'],
    ],
    [
      'data "aws_iam_policy_document" "a" {\n  statement {\n    actions   = ["*"]\n    resources = ["*"]\n  }\n}\n',
      ['statement {\n    actions   = ["*"]\n    resources = ["*"]\n  }'],
    ],
    [
      resource(
        'aws_iam_role',
        'assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })',
      ),
      ['{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }'],
    ],
    [
      resource(
        'aws_s3_bucket_policy',
        'policy = jsonencode({ Statement = { Effect = "Allow", Action = "s3:GetObject", Principal = "*" } })',
      ),
      ['{ Effect = "Allow", Action = "s3:GetObject", Principal = "*" }'],
    ],
  ],
  [
    resource(
      'aws_iam_policy',
      'policy = jsonencode({ Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })',
    ),
    resource(
      'aws_iam_policy',
      'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })',
    ),
    resource(
      'aws_iam_policy',
      'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "arn:a" }] })',
    ),
    resource(
      'aws_sqs_queue_policy',
      'policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Principal = "*", Condition = {} }] })',
    ),
    'data "aws_iam_policy_document" "a" {\n  statement {\n    effect = "Deny"\n    actions = ["*"]\n    resources = ["*"]\n  }\n}\n',
    resource('aws_iam_policy', 'policy = data.a.b.json'),
  ],
);

const hidden = 'hunter2hunter2';

cases(
  'terraform-hardcoded-secret',
  [
    [resource('aws_db_instance', `password = "${hidden}"`), [`"${hidden}"`]],
    [`provider "aws" {\n  secret_key = "${hidden}"\n}\n`, [`"${hidden}"`]],
    [`variable "db_password" {\n  default = "${hidden}"\n}\n`, [`"${hidden}"`]],
    [`locals {\n  a = { api_key = "${hidden}" }\n}\n`, [`"${hidden}"`]],
    [
      resource('aws_instance', 'user_data = <<-EOF', '  export A=AKIAABCDEFGH23456789', 'EOF'),
      ['<<-EOF\n    export A=AKIAABCDEFGH23456789\n  EOF'],
    ],
  ],
  [
    resource('aws_db_instance', 'password = var.password'),
    resource('aws_db_instance', 'password = "${var.password}"'),
    resource('aws_db_instance', 'password = "changeme"'),
    resource('aws_db_instance', 'manage_master_user_password = "true-ish"'),
    'variable "db_password" {\n  description = "The password of it"\n  type = string\n}\n',
    resource('aws_key_pair', `key_name = "${hidden}"`),
    resource('aws_secretsmanager_secret', `name = "${hidden}"`),
  ],
);

cases(
  'terraform-insecure-transport',
  [
    [
      resource('azurerm_storage_account', 'enable_https_traffic_only = false'),
      ['enable_https_traffic_only = false'],
    ],
    [
      resource('azurerm_mssql_server', 'minimum_tls_version = "1.0"'),
      ['minimum_tls_version = "1.0"'],
    ],
    [
      resource(
        'aws_cloudfront_distribution',
        'default_cache_behavior {',
        '  viewer_protocol_policy = "allow-all"',
        '}',
      ),
      ['viewer_protocol_policy = "allow-all"'],
    ],
    ['provider "kubernetes" {\n  insecure = true\n}\n', ['insecure = true']],
    ['provider "helm" {\n  kubernetes {\n    insecure = true\n  }\n}\n', ['insecure = true']],
    ['provider "helm" {\n  kubernetes = {\n    insecure = true\n  }\n}\n', ['true']],
  ],
  [
    resource('azurerm_storage_account', 'https_traffic_only_enabled = true'),
    resource('azurerm_mssql_server', 'minimum_tls_version = "1.2"'),
    resource(
      'aws_cloudfront_distribution',
      'default_cache_behavior {',
      '  viewer_protocol_policy = "https-only"',
      '}',
    ),
    'provider "kubernetes" {\n  insecure = var.insecure\n}\n',
    'provider "aws" {\n  skip_credentials_validation = true\n}\n',
  ],
);

describe('the recipe for settings of Terraform', () => {
  const shapes: readonly [string, string, string, string][] = [
    [
      'terraform-public-database',
      'aws_redshift_cluster',
      'publicly_accessible=true',
      'publicly_accessible=false',
    ],
    [
      'terraform-public-database',
      'aws_mq_broker',
      'publicly_accessible = "true"',
      'publicly_accessible = "false"',
    ],
    [
      'terraform-no-encryption',
      'aws_db_instance',
      'storage_encrypted = false // old',
      'storage_encrypted = true // old',
    ],
    [
      'terraform-no-encryption',
      'aws_instance',
      'root_block_device {\n    encrypted = false\n  }',
      'root_block_device {\n    encrypted = true\n  }',
    ],
    [
      'terraform-public-storage',
      'azurerm_storage_container',
      'container_access_type = "blob"',
      'container_access_type = "private"',
    ],
    [
      'terraform-insecure-transport',
      'aws_opensearch_domain',
      'domain_endpoint_options {\n    enforce_https = false\n  }',
      'domain_endpoint_options {\n    enforce_https = true\n  }',
    ],
    [
      'terraform-public-database',
      'aws_db_instance',
      'publicly_accessible = true # why',
      'publicly_accessible = false # why',
    ],
    ['terraform-no-encryption', 'aws_ebs_volume', 'encrypted="false"', 'encrypted="true"'],
    ['terraform-public-storage', 'aws_s3_bucket_acl', 'acl = "public-read"', 'acl = "private"'],
    [
      'terraform-public-storage',
      'aws_s3_bucket_public_access_block',
      'block_public_acls = false\n  ignore_public_acls = true\n  block_public_policy = false',
      'block_public_acls = true\n  ignore_public_acls = true\n  block_public_policy = true',
    ],
    [
      'terraform-insecure-transport',
      'azurerm_mssql_server',
      'minimum_tls_version = "1.1"',
      'minimum_tls_version = "1.2"',
    ],
    [
      'terraform-insecure-transport',
      'azurerm_redis_cache',
      'enable_non_ssl_port = true',
      'enable_non_ssl_port = false',
    ],
  ];
  const changed = [...new Set(shapes.map(([rule]) => rule))];
  for (const rule of changed) {
    fixesConfig(
      rule,
      path,
      shapes
        .filter(([one]) => one === rule)
        .map(([, type, before, after]) => [before, resource(type, before), resource(type, after)]),
    );
  }

  const meant = '# ignore: it is meant';
  const unchanged = (name: string) => ['lifecycle {', `  ignore_changes = [${name}]`, '}'];
  const refusals: readonly [string, string, RegExp][] = [
    [
      'terraform-public-storage',
      resource('aws_s3_bucket_acl', meant, 'acl = "public-read"'),
      /comment/,
    ],
    [
      'terraform-public-storage',
      resource('aws_s3_bucket_acl', 'acl = "public-read"', ...unchanged('acl')),
      /ignore/,
    ],
    [
      'terraform-public-database',
      resource('aws_mq_broker', 'publicly_accessible = true', ...unchanged('all')),
      /ignore/,
    ],
    [
      'terraform-public-database',
      resource('aws_mq_broker', 'publicly_accessible = true // on purpose'),
      /comment/,
    ],
    [
      'terraform-insecure-transport',
      resource('azurerm_linux_web_app', 'https_only = false', ...unchanged('https_only')),
      /ignore/,
    ],
    [
      'terraform-insecure-transport',
      resource('azurerm_linux_web_app', 'https_only = false # skip:a proxy does it'),
      /comment/,
    ],
    [
      'terraform-insecure-transport',
      resource('azurerm_mssql_server', meant, 'minimum_tls_version = "1.1"'),
      /comment/,
    ],
    [
      'terraform-public-storage',
      resource('aws_s3_bucket', 'acl = "public-read"', 'website {', '}'),
      /website/,
    ],
    [
      'terraform-public-database',
      resource('aws_db_instance', '# tfsec:ignore:all', 'publicly_accessible = true'),
      /comment/,
    ],
    [
      'terraform-no-encryption',
      resource(
        'aws_ebs_volume',
        'encrypted = false',
        'lifecycle {',
        '  ignore_changes = [encrypted]',
        '}',
      ),
      /ignore/,
    ],
    [
      'terraform-no-encryption',
      resource(
        'aws_ebs_volume',
        'encrypted = false',
        'lifecycle {',
        '  prevent_destroy = true',
        '}',
      ),
      /prevent_destroy/,
    ],
    ['terraform-no-encryption', resource('aws_efs_file_system', 'a = 1'), /no encrypted to change/],
  ];
  for (const rule of changed) {
    refusesConfig(
      rule,
      path,
      refusals
        .filter(([one]) => one === rule)
        .map(([, text, why]) => [JSON.stringify(text), text, why]),
    );
  }

  const styled = fc.record({
    indent: fc.constantFrom('', '  ', '\t', '      '),
    gap: fc.constantFrom('=', ' = ', '   =  '),
    more: fc.constantFrom('', 'a = 1', 'tags = { b = "c" }', '# d', 'e = <<F\n}\nF'),
    newline: fc.constantFrom('\n', '\r\n'),
  });
  for (const rule of changed) {
    const shape = fc.constantFrom(...shapes.filter(([one]) => one === rule));
    promise(rule, 'in every style of a file', () => {
      it('changes one word and nothing else', () => {
        fc.assert(
          fc.property(shape, styled, ([, type, before, after], { indent, gap, more, newline }) => {
            const make = (line: string) =>
              `resource "${type}" "a" {\n${more}\n${indent}${line.replaceAll(' = ', gap)}\n${more}\n}\n`.replaceAll(
                '\n',
                newline,
              );
            assert.equal(fixedConfig(rule, path, make(before)), make(after));
            const blocks = (text: string) => readTerraform(path, text).blocks.length;
            assert.equal(blocks(make(after)), blocks(make(before)));
          }),
        );
      });
    });
  }
});

describe('the reader of Terraform', () => {
  it('reads blocks, labels and values', () => {
    const { body, blocks } = readTerraform(
      path,
      'a = 1\nb "c" d {\n  e = [1, "x", { f = true }]\n  g { h = i.j[0] + 1 }\n}\n',
    );
    assert.deepEqual(
      body.attributes.map(({ name, value }) => [name, value.kind]),
      [['a', 'literal']],
    );
    assert.deepEqual(
      blocks.map(({ type, labels }) => [type, labels]),
      [
        ['b', ['c', 'd']],
        ['g', []],
      ],
    );
    assert.deepEqual(
      blocks.map(({ top }) => top.type),
      ['b', 'b'],
    );
    assert.equal(blocks[1]?.body.attributes[0]?.value.kind, 'other');
  });

  it('takes interpolations, here-documents and comments as they are', () => {
    const text =
      'a = "${b["c"]} }"\nd = <<E\n} "\nE\n/* { */ f = "\\"{" // }\ng = [for h in i : h]\nj = k(1,\n  "l")\n';
    const { attributes } = readTerraform(path, text).body;
    assert.deepEqual(
      attributes.map(({ name, value }) => [name, value.kind]),
      [
        ['a', 'string'],
        ['d', 'heredoc'],
        ['f', 'string'],
        ['g', 'other'],
        ['j', 'call'],
      ],
    );
  });

  it('goes on after what it cannot read', () => {
    for (const bad of ['a = "b', ')))', 'a b c', 'x = [1, {', '"']) {
      assert.doesNotThrow(() => readTerraform(path, bad));
    }
    const text = `a = "b\n) = ]\n${resource('aws_ebs_volume', 'encrypted = false')}`;
    assert.deepEqual(codeOf('terraform-no-encryption', path, text), ['encrypted = false']);
    assert.deepEqual(codeOf('terraform-no-encryption', path, `\uFEFF${text}`), [
      'encrypted = false',
    ]);
  });

  it('never throws, and keeps every place in the text', () => {
    const bits = fc.constantFrom(
      'resource "aws_s3_bucket" "a" {\n',
      '}\n',
      'acl = ',
      '"public-read"',
      '\n',
      '[',
      ']',
      '{',
      '(',
      ')',
      '"',
      '${',
      '<<E\n',
      'E\n',
      '# ',
      '/*',
      '*/',
      ',',
      ' = ',
      'false',
      'password = "aaaabbbb"',
      '\r\n',
      '\\',
      'é𝒳',
      '\uFEFF',
      'jsonencode(',
      'policy = ',
      'dynamic "x" {',
      'for ',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        detectConfig(path, text);
        for (const { start, end, header } of readTerraform(path, text).blocks) {
          assert.ok(0 <= start && start < header.end && header.end <= end && end <= text.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  for (const bit of [
    '{',
    'a {',
    '[',
    'a=[',
    '"',
    '"${',
    '(',
    'a(',
    'a = <<E\n',
    '/*',
    '#',
    'a = b\n',
    'a "b" ',
    'x = {',
    '<<',
    '${',
    'resource "aws_db_instance" "a" {\n}\n',
    'a = "b" + ',
    'data "aws_iam_policy_document" "a" { statement {',
    'a={b=',
  ]) {
    it(`holds up nothing: ${JSON.stringify(bit)}`, function () {
      this.timeout(20_000);
      const start = process.cpuUsage().user;
      scanConfig(path, bit.repeat(Math.floor(500_000 / bit.length)));
      assert.ok(process.cpuUsage().user - start < 6_000_000);
    });
  }
});
