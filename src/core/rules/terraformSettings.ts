/** One setting of a resource that opens it, and what it is set to instead. */
export interface Setting {
  readonly rule: 'storage' | 'encryption' | 'database' | 'transport';
  /** Of the resource or the provider. */
  readonly of: RegExp;
  /** The block that it stands in; absent for the resource itself. */
  readonly in?: string;
  readonly name: string | RegExp;
  readonly bad: RegExp;
  readonly good: string;
  /** What it does, after the name of the resource. */
  readonly says: string;
  /** What changing it may break. */
  readonly breaks: string;
}

const recreates =
  'Terraform replaces what holds the data, or has to copy it, when encryption is switched on: look at the plan, and have a backup.';
const clients = 'Clients that connect without TLS, or with an old version of it, fail from now on.';
const readers =
  'Whoever reads the data without signing in, such as a public website, no longer can.';

const off = /^false$/i;
const on = /^true$/i;

const storage = { rule: 'storage', breaks: readers } as const;
const encryption = {
  rule: 'encryption',
  bad: off,
  good: 'true',
  says: 'keeps its data unencrypted',
  breaks: recreates,
} as const;
const transport = { rule: 'transport', breaks: clients } as const;
const unverified = {
  rule: 'transport',
  says: 'takes any certificate',
  breaks: 'Hosts with a private or expired certificate are refused from now on.',
} as const;

export const settings: readonly Setting[] = [
  {
    ...storage,
    of: /^aws_s3_bucket(?:_acl)?$/,
    name: 'acl',
    bad: /^(?:public-read|public-read-write|authenticated-read)$/,
    good: 'private',
    says: 'lets everybody read the bucket',
  },
  {
    ...storage,
    of: /^azurerm_storage_account$/,
    name: /^allow_(?:blob_public_access|nested_items_to_be_public)$/,
    bad: on,
    good: 'false',
    says: 'lets containers be public',
  },
  {
    ...storage,
    of: /^azurerm_storage_container$/,
    name: 'container_access_type',
    bad: /^(?:blob|container)$/,
    good: 'private',
    says: 'lets everybody read the container',
  },
  {
    ...encryption,
    of: /^aws_(?:db_instance|rds_cluster|rds_global_cluster|docdb_cluster|neptune_cluster)$/,
    name: 'storage_encrypted',
  },
  {
    ...encryption,
    of: /^aws_(?:ebs_volume|efs_file_system|redshift_cluster|fsx_openzfs_volume)$/,
    name: 'encrypted',
  },
  {
    ...encryption,
    of: /^aws_(?:instance|launch_configuration|spot_instance_request)$/,
    in: 'root_block_device',
    name: 'encrypted',
  },
  {
    ...encryption,
    of: /^aws_(?:instance|launch_configuration|spot_instance_request|ami)$/,
    in: 'ebs_block_device',
    name: 'encrypted',
  },
  { ...encryption, of: /^aws_launch_template$/, in: 'ebs', name: 'encrypted' },
  { ...encryption, of: /^aws_ebs_encryption_by_default$/, name: 'enabled' },
  { ...encryption, of: /^aws_elasticache_replication_group$/, name: 'at_rest_encryption_enabled' },
  {
    ...encryption,
    of: /^aws_(?:opensearch|elasticsearch)_domain$/,
    in: 'encrypt_at_rest',
    name: 'enabled',
  },
  { ...encryption, of: /^azurerm_mssql_database$/, name: 'transparent_data_encryption_enabled' },
  { ...encryption, of: /^azurerm_managed_disk$/, in: 'encryption_settings', name: 'enabled' },
  {
    rule: 'database',
    of: /^aws_(?:db_instance|rds_cluster_instance|redshift_cluster|dms_replication_instance|mq_broker|neptune_cluster_instance|redshiftserverless_workgroup)$/,
    name: 'publicly_accessible',
    bad: on,
    good: 'false',
    says: 'has an address that the whole internet reaches',
    breaks:
      'Whoever connects from outside the network, such as a laptop without a VPN, no longer can.',
  },
  {
    ...transport,
    of: /^azurerm_storage_account$/,
    name: /^(?:enable_https_traffic_only|https_traffic_only_enabled)$/,
    bad: off,
    good: 'true',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^azurerm_/,
    name: /^(?:min_tls_version|minimum_tls_version|minimal_tls_version|ssl_minimal_tls_version_enforced)$/,
    bad: /^(?:TLS1_0|TLS1_1|TLS10|TLS11)$/,
    good: 'TLS1_2',
    says: 'takes connections with an outdated version of TLS',
  },
  {
    ...transport,
    of: /^azurerm_/,
    name: /^(?:min_tls_version|minimum_tls_version)$/,
    bad: /^1\.[01]$/,
    good: '1.2',
    says: 'takes connections with an outdated version of TLS',
  },
  {
    ...transport,
    of: /^azurerm_(?:app_service|linux_web_app|windows_web_app|function_app|linux_function_app|windows_function_app)(?:_slot)?$/,
    name: 'https_only',
    bad: off,
    good: 'true',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^azurerm_(?:postgresql|mysql|mariadb)_server$/,
    name: 'ssl_enforcement_enabled',
    bad: off,
    good: 'true',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^azurerm_redis_cache$/,
    name: /^(?:enable_non_ssl_port|non_ssl_port_enabled)$/,
    bad: on,
    good: 'false',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^aws_cloudfront_distribution$/,
    in: '*',
    name: 'viewer_protocol_policy',
    bad: /^allow-all$/,
    good: 'redirect-to-https',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^aws_elasticache_replication_group$/,
    name: 'transit_encryption_enabled',
    bad: off,
    good: 'true',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^aws_(?:opensearch|elasticsearch)_domain$/,
    in: 'domain_endpoint_options',
    name: 'enforce_https',
    bad: off,
    good: 'true',
    says: 'takes connections without TLS',
  },
  {
    ...transport,
    of: /^google_sql_database_instance$/,
    in: 'ip_configuration',
    name: 'require_ssl',
    bad: off,
    good: 'true',
    says: 'takes connections without TLS',
  },
  {
    ...unverified,
    of: /^(?:kubernetes|helm|kubectl|vault|consul|nomad|docker|vsphere|proxmox|grafana|rancher2|keycloak|artifactory|openstack|minio|aws|elasticstack)$/,
    in: '*',
    name: /^(?:insecure|skip_tls_verify|tls_insecure|insecure_skip_verify|insecure_https|insecure_skip_tls_verify|allow_unverified_ssl|tls_insecure_skip_verify|minio_insecure)$/,
    bad: on,
    good: 'false',
  },
];
