import type { ConfigRule } from './configLanguage';
import type { Detection } from './rule';
import { snippet } from './rule';
import type { Attribute, Block, TerraformFile } from './terraformBlocks';
import {
  attribute,
  attributesOf,
  blocksIn,
  nameOf,
  resources,
  textIn,
  textsIn,
} from './terraformBlocks';

/** Ports that the whole internet reaches, and that are not meant for it. */
export const openIngress: ConfigRule<TerraformFile> = {
  id: 'terraform-open-ingress',
  title: 'A firewall lets the whole internet in',
  cwe: ['CWE-284', 'CWE-668', 'CWE-732', 'CWE-923'],
  languages: ['terraform'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Remote access, databases and control planes are made for a few, and are attacked as soon as they can be reached.',
    attack:
      'Scanners find an open port within minutes, and try stolen passwords and known flaws until one works.',
    fix: 'Name the networks that need the port, or reach it through a VPN, a bastion or a session service.',
    sources: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
      'https://cwe.mitre.org/data/definitions/284.html',
    ],
  },
  topic: /ingress|security.?group|firewall|0\.0\.0\.0|open.?port|unrestricted/i,
  detect(file) {
    return [...amazon(file), ...azure(file), ...google(file), ...databases(file)].map(
      ({ block, open, ports }): Detection => ({
        ruleId: openIngress.id,
        start: open.start,
        end: open.end,
        message: `${snippet(nameOf(block))} lets the whole internet reach ${ports}.`,
      }),
    );
  },
};

interface Opening {
  readonly block: Block;
  /** The attribute that names the internet. */
  readonly open: Attribute;
  readonly ports: string;
}

const internet = /^(?:0\.0\.0\.0\/0|::\/0|\*|Internet|Any|0\.0\.0\.0)$/i;

/** Ports that nobody opens to the internet on purpose; most are in the lists of cloud providers. */
const sensitive = [
  20, 21, 22, 23, 111, 135, 137, 138, 139, 161, 389, 445, 512, 513, 514, 636, 873, 1433, 1434, 1521,
  2049, 2375, 2376, 2379, 2380, 2483, 2484, 3306, 3389, 4333, 5432, 5500, 5601, 5672, 5900, 5901,
  5984, 5985, 5986, 6379, 6443, 7000, 7001, 8020, 8086, 8500, 9042, 9092, 9200, 9300, 10250, 10255,
  11211, 15672, 27017, 27018, 27019, 50070,
];

/** The port of a range that is not for the internet, all of them, or nothing to say. */
function portsIn(from: number, to: number): string | undefined {
  if (!(from <= to)) return undefined;
  if (from <= 1 && to >= 65535) return 'every port';
  const found = sensitive.find((port) => from <= port && port <= to);
  return found === undefined ? undefined : `port ${found}`;
}

function rangeIn(text: string): string | undefined {
  if (text === '*') return 'every port';
  const [, from = '', to = from] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(text) ?? [];
  return from === '' ? undefined : portsIn(Number(from), Number(to));
}

function get(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.findLast((one) => one.name === name);
}

function openTo(attributes: readonly Attribute[], ...names: readonly string[]) {
  return attributes.find(
    ({ name, value }) => names.includes(name) && textsIn(value).some((one) => internet.test(one)),
  );
}

/** The ports of a rule of a security group. */
function groupPorts(attributes: readonly Attribute[], protocolName: string): string | undefined {
  const text = (name: string) => textIn(get(attributes, name)?.value);
  const protocol = text(protocolName)?.toLowerCase();
  if (protocol === '-1' || protocol === 'all') return 'every port';
  if (protocol !== undefined && !/^(?:tcp|udp|6|17)$/.test(protocol)) return undefined;
  const from = text('from_port');
  const to = text('to_port');
  return from === undefined || to === undefined ? undefined : portsIn(Number(from), Number(to));
}

function amazon(file: TerraformFile): readonly Opening[] {
  const found: Opening[] = [];
  const add = (block: Block, attributes: readonly Attribute[], protocol = 'protocol') => {
    const open = openTo(attributes, 'cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6');
    const ports = open && groupPorts(attributes, protocol);
    if (ports !== undefined) found.push({ block, open: open as Attribute, ports });
  };
  for (const group of resources(file, /^aws_(?:default_)?security_group$/)) {
    for (const { body } of blocksIn(group.body, 'ingress')) add(group, body.attributes);
    const listed = attribute(group.body, 'ingress')?.value;
    for (const item of listed?.kind === 'list' ? listed.items : []) add(group, attributesOf(item));
  }
  for (const rule of resources(file, /^aws_security_group_rule$/)) {
    if (textIn(attribute(rule.body, 'type')?.value) === 'ingress') add(rule, rule.body.attributes);
  }
  for (const rule of resources(file, /^aws_vpc_security_group_ingress_rule$/)) {
    add(rule, rule.body.attributes, 'ip_protocol');
  }
  return found;
}

function azure(file: TerraformFile): readonly Opening[] {
  const alone = resources(file, /^azurerm_network_security_rule$/);
  const inGroups = resources(file, /^azurerm_network_security_group$/).flatMap(({ body }) =>
    blocksIn(body, 'security_rule'),
  );
  return [...alone, ...inGroups].flatMap((block) => {
    const { attributes } = block.body;
    const says = (name: string, wanted: RegExp) =>
      wanted.test(textIn(get(attributes, name)?.value) ?? '');
    if (!says('direction', /^inbound$/i) || !says('access', /^allow$/i)) return [];
    if (says('protocol', /^(?:icmp|ah|esp)$/i)) return [];
    const open = openTo(attributes, 'source_address_prefix', 'source_address_prefixes');
    const ranges = ['destination_port_range', 'destination_port_ranges'].flatMap((name) =>
      textsIn(get(attributes, name)?.value),
    );
    const ports = ranges.flatMap((range) => rangeIn(range) ?? [])[0];
    return open && ports !== undefined ? [{ block, open, ports }] : [];
  });
}

function google(file: TerraformFile): readonly Opening[] {
  return resources(file, /^google_compute_firewall$/).flatMap((block) => {
    const { attributes } = block.body;
    const says = (name: string) => textIn(get(attributes, name)?.value)?.toLowerCase();
    if (says('direction') === 'egress' || says('disabled') === 'true') return [];
    const open = openTo(attributes, 'source_ranges');
    const ports = blocksIn(block.body, 'allow').flatMap(({ body }) => {
      const protocol = textIn(attribute(body, 'protocol')?.value)?.toLowerCase() ?? '';
      const listed = attribute(body, 'ports');
      if (protocol === 'all' || (/^(?:tcp|udp)$/.test(protocol) && !listed)) return ['every port'];
      return textsIn(listed?.value).flatMap((range) => rangeIn(range) ?? []);
    })[0];
    return open && ports !== undefined ? [{ block, open, ports }] : [];
  });
}

/** Firewalls of databases and of control planes, which have one port only. */
function databases(file: TerraformFile): readonly Opening[] {
  const ranges = resources(
    file,
    /^azurerm_(?:mssql|sql|postgresql|postgresql_flexible_server|mysql|mysql_flexible_server|mariadb)_firewall_rule$/,
  ).flatMap((block) => {
    const open = get(block.body.attributes, 'end_ip_address');
    const from = textIn(get(block.body.attributes, 'start_ip_address')?.value);
    const isAll = from === '0.0.0.0' && textIn(open?.value) === '255.255.255.255';
    return open && isAll ? [{ block, open, ports: 'the database' }] : [];
  });
  const networks = file.blocks.flatMap((block) => {
    const type = block.top.labels[0] ?? '';
    const isDatabase =
      type === 'google_sql_database_instance' && holds(block, 'authorized_networks', 'value');
    const isCluster =
      type === 'google_container_cluster' && holds(block, 'cidr_blocks', 'cidr_block');
    const open = openTo(block.body.attributes, isDatabase ? 'value' : 'cidr_block');
    if (!open || !(isDatabase || isCluster) || block.top.type !== 'resource') return [];
    return [{ block, open, ports: isDatabase ? 'the database' : 'the control plane' }];
  });
  return [...ranges, ...networks];
}

function holds({ type, body }: Block, wanted: string, name: string): boolean {
  return (type === wanted || type === 'content') && attribute(body, name) !== undefined;
}
