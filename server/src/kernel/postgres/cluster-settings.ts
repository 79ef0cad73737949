/**
 * The whole configuration of an embedded cluster, written anew before each start so that a new release brings
 * its own settings. Nothing listens on the network, every login needs its password, and PostgreSQL's own log
 * holds neither statements nor values: errors go to the client that caused them and nowhere else (the canary proof).
 * An operator's additions go into `local.conf` in the cluster's folder, which is read last.
 */
export type ClusterProfile = 'small' | 'shard' | 'test';

export interface ClusterSettings {
  readonly clusterName: string;
  readonly profile: ClusterProfile;
  readonly socketFolder: string;
}

export const clusterPort = 5432;

const always: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(clusterPort),
  unix_socket_permissions: '0700',
  ssl: 'off',
  password_encryption: 'scram-sha-256',
  allow_alter_system: 'off',
  timezone: 'UTC',
  lc_messages: 'C',
  datestyle: 'iso, ymd',
  wal_level: 'logical',
  max_wal_senders: '10',
  max_replication_slots: '10',
  max_slot_wal_keep_size: '4GB',
  idle_in_transaction_session_timeout: '60s',
  jit: 'off',
  // A tenant that was just imported is read with statistics of what it holds, not of the empty tables before it.
  autovacuum_naptime: '30s',
  // Processes and lifecycle only; ERROR and below carry values of rows, and are the client's to report.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_file_mode: '0600',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_statement: 'none',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
};

const byProfile: Readonly<Record<ClusterProfile, Readonly<Record<string, string>>>> = {
  small: { shared_buffers: '32MB', max_connections: '80', io_method: 'sync', min_wal_size: '32MB', max_wal_size: '256MB' },
  shard: { shared_buffers: '128MB', max_connections: '160', io_method: 'worker', io_workers: '2', min_wal_size: '64MB', max_wal_size: '1GB' },
  test: {
    shared_buffers: '64MB', max_connections: '200', io_method: 'sync', min_wal_size: '32MB', max_wal_size: '512MB',
    fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off',
  },
};

export function renderPostgresqlConf({ clusterName, profile, socketFolder }: ClusterSettings): string {
  const settings = {
    ...always,
    ...byProfile[profile],
    cluster_name: clusterName,
    unix_socket_directories: quoteListElement(socketFolder),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quoteValue(value)}`);
  return ['# Written by Holdfast before every start; put your own settings into local.conf beside this file.', ...lines, "include_if_exists = 'local.conf'", ''].join('\n');
}

/** Sockets only, passwords always; there is no line that trusts anybody. */
export function renderHbaConf(): string {
  return ['# Written by Holdfast before every start.', 'local all all scram-sha-256', 'local replication all scram-sha-256', ''].join('\n');
}

function quoteValue(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** unix_socket_directories is a list: an element with blanks, commas or quotes stands in double quotes. */
function quoteListElement(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}
