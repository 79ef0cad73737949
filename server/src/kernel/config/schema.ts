/**
 * Every setting of the platform, one line each: type, limits, default, what it is for. Names in the environment
 * (`HOLDFAST_` + the key in capitals), the check, the redacted listing and docs/reference/configuration.md are
 * derived from here. A key that is new must be safe when absent; no secret has a default.
 *
 * `secret: true` hides a value altogether, `secret: 'url'` only the password inside it. `path: true` makes a
 * value absolute: from the environment relative to the working directory, from the file relative to the file.
 */
import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const gibibyte = 1024 * mebibyte;

const postgresUrl = { pattern: '^postgres(ql)?://', expected: 'a postgresql:// URL', secret: 'url' } as const;
const httpUrl = { pattern: '^https?://[^/?#\\s]+$', expected: 'an http:// or https:// URL without a path' } as const;

const shard = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
    region: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
    url: Type.Optional(Type.String(postgresUrl)),
  },
  closed,
);

export const configSchema = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1', minLength: 1, maxLength: 255, description: 'Address to listen on; `0.0.0.0` for every address of the machine.' }),
    port: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535, description: 'Port to listen on; 0 takes any free one.' }),
    publicUrl: Type.Optional(Type.String({ ...httpUrl, description: 'How people reach the platform, for links in mail and for cookies. Without it: `http://localhost:` and the port.' })),
    trustedProxies: Type.Array(Type.String({ maxLength: 64 }), { default: [], maxItems: 32, expected: 'a list of addresses or CIDR ranges', description: 'Addresses or CIDR ranges of the proxies whose `X-Forwarded-For` is believed.' }),
    data: Type.String({ default: '.holdfast', minLength: 1, path: true, description: 'The data folder: databases, keys, files, logs. It belongs to one Holdfast at a time.' }),
    databaseUrl: Type.Optional(Type.String({ ...postgresUrl, description: 'A PostgreSQL 17 or newer to use instead of the embedded one. The databases `…_control`, `…_keys` and one for each shard are made beside the named one.' })),
    shards: Type.Array(shard, {
      default: [{ name: 'shard-1', region: 'local' }], minItems: 1, maxItems: 256, secret: 'url',
      expected: 'a list of {"name", "region", "url"?} (names and regions: lower-case letters, digits, hyphens)',
      description: 'The shards: name, region, and a PostgreSQL URL where it is neither embedded nor derived from `databaseUrl`. A name stays for ever.',
    }),
    demo: Type.Boolean({ default: false, description: 'Adds a demo organization with content at the first start.' }),

    log: Type.Object(
      {
        level: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info', description: 'The least important line that is written.' }),
        format: Type.Enum(['auto', 'json', 'plain'], { default: 'auto', description: 'Form on standard error: JSON lines, or plain lines; `auto` is plain on a terminal. The file is always JSON.' }),
        fileSizeBytesMax: Type.Integer({ default: 10 * mebibyte, minimum: 64 * kibibyte, maximum: gibibyte, description: 'Size at which the log file is rotated.' }),
        filesMax: Type.Integer({ default: 5, minimum: 1, maximum: 100, description: 'Log files kept, the current one included.' }),
      },
      closed,
    ),

    mail: Type.Object(
      {
        kind: Type.Enum(['folder', 'smtp'], { default: 'folder', description: 'Where mail goes: a folder in the data folder, or an SMTP server.' }),
        smtpUrl: Type.Optional(Type.String({ pattern: '^smtps?://', expected: 'an smtp:// or smtps:// URL', secret: 'url', description: 'The SMTP server, with user and password if it asks for them.' })),
        from: Type.String({ default: 'Holdfast <holdfast@localhost>', pattern: '^[^\\r\\n]*@[^\\r\\n]+$', expected: 'an e-mail address, with or without a name', maxLength: 320, description: 'Sender of every mail.' }),
      },
      closed,
    ),

    keys: Type.Object(
      {
        rootKeyFile: Type.Optional(Type.String({ minLength: 1, path: true, description: 'File of the embedded key service’s root key, made at the first start with mode 0600. Without it: in the data folder. Keep a copy elsewhere: without it nothing can be read.' })),
        leaseMinutes: Type.Integer({ default: 5, minimum: 1, maximum: 60, description: 'How long data keys stay usable in memory without contact to the key service.' }),
      },
      closed,
    ),

    session: Type.Object(
      {
        idleMinutes: Type.Integer({ default: 60, minimum: 5, maximum: 1_440, description: 'A session ends after so long without a request.' }),
        absoluteMinutes: Type.Integer({ default: 720, minimum: 5, maximum: 43_200, description: 'A session ends after so long in any case.' }),
      },
      closed,
    ),

    rateLimit: Type.Object(
      {
        signInsPerAccount: Type.Integer({ default: 5, minimum: 1, maximum: 1_000, description: 'Failed sign-ins for one account within an hour before it has to wait: 2 seconds, doubling up to 15 minutes.' }),
        signInsPerAddress: Type.Integer({ default: 50, minimum: 1, maximum: 100_000, description: 'Failed sign-ins from one network address within an hour before it has to wait in the same way.' }),
        requestsPerMinutePerAddress: Type.Integer({ default: 600, minimum: 10, maximum: 1_000_000, description: 'Requests that one network address may make in a minute without being signed in; above it is 429.' }),
        requestsPerMinutePerTenant: Type.Integer({ default: 60_000, minimum: 60, maximum: 10_000_000, description: 'Requests that one tenant may make in a minute; above it is 429.' }),
      },
      closed,
    ),

    limits: Type.Object(
      {
        requestBodyBytesMax: Type.Integer({ default: 2 * mebibyte, minimum: 64 * kibibyte, maximum: 64 * mebibyte, description: 'Size of a request’s body, uploads apart.' }),
        attachmentBytesMax: Type.Integer({ default: gibibyte, minimum: mebibyte, maximum: 16 * gibibyte, description: 'Size of one attachment.' }),
        connectionsPerService: Type.Integer({ default: 8, minimum: 1, maximum: 200, description: 'Database connections of one service to one database.' }),
        requestsInFlightPerTenant: Type.Integer({ default: 32, minimum: 1, maximum: 10_000, description: 'Requests of one tenant that run at the same time; further ones wait.' }),
        productsDeletedWithoutApproval: Type.Integer({ default: 10, minimum: 1, maximum: 100_000, description: 'Products that one deletion or one deletion plan may take along without the approval of a second person.' }),
        jobsPerTenant: Type.Integer({ default: 1, minimum: 1, maximum: 16, description: 'Background jobs (imports) of one tenant that run at the same time; each needs up to 300 MB.' }),
      },
      closed,
    ),

    import: Type.Object(
      {
        fileBytesMax: Type.Integer({ default: 16 * gibibyte, minimum: mebibyte, maximum: 1_024 * gibibyte, description: 'Size of a backup file.' }),
        unpackedBytesMax: Type.Integer({ default: 64 * gibibyte, minimum: mebibyte, maximum: 4_096 * gibibyte, description: 'Size of everything in a backup file, unpacked.' }),
        entriesMax: Type.Integer({ default: 1_000_000, minimum: 100, maximum: 100_000_000, description: 'Files in a backup file.' }),
        recordBytesMax: Type.Integer({ default: 64 * mebibyte, minimum: mebibyte, maximum: gibibyte, description: 'Size of one record; a larger one is reported as skipped.' }),
      },
      closed,
    ),

    vault: Type.Object(
      {
        kind: Type.Enum(['file', 's3'], { default: 'file', description: 'What the vault is made of: a folder of this machine, or a bucket with Object Lock.' }),
        folder: Type.Optional(Type.String({ minLength: 1, path: true, description: 'Folder of the vault (with `s3`: of its manifest). Without it: in the data folder. Better on another disk.' })),
        immutable: Type.Boolean({ default: true, description: 'Makes the vault’s files immutable where the system allows it: deleting the folder then needs `chattr -R -i -a` first.' }),
        endpoint: Type.Optional(Type.String({ ...httpUrl, description: 'Address of the object store, for `s3`.' })),
        bucket: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', expected: 'the name of a bucket', description: 'Bucket with Object Lock, for `s3`; it is made when it is not there.' })),
        region: Type.String({ default: 'us-east-1', pattern: '^[a-z0-9-]{1,40}$', expected: 'a region’s name', description: 'Region that requests to the object store are signed for.' }),
        accessKeyId: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Access key of the object store.' })),
        secretAccessKey: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, secret: true, expected: '1 to 1024 characters', description: 'Secret of that access key.' })),
      },
      closed,
    ),

    backup: Type.Object(
      {
        enabled: Type.Boolean({ default: true, description: 'Keeps the embedded clusters in the vault: a base backup every day and the log within seconds. An operator’s own servers are the operator’s to back up.' }),
        retentionDays: Type.Integer({ default: 30, minimum: 1, maximum: 3_650, description: 'Days back to which a cluster can be rebuilt; backups are locked for so long and two days more.' }),
        pieceSeconds: Type.Integer({ default: 5, minimum: 1, maximum: 60, description: 'How often what was written goes into the vault: what the loss of a cluster may cost.' }),
        keyCopies: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { default: [], maxItems: 8, expected: 'a list of absolute paths', description: 'Folders for copies of the key store, best on several machines; never in the vault. Without any: two in the data folder.' }),
      },
      closed,
    ),

    metrics: Type.Object(
      {
        enabled: Type.Boolean({ default: true, description: 'Serves `/metrics` for Prometheus.' }),
        token: Type.Optional(Type.String({ minLength: 16, maxLength: 256, secret: true, expected: '16 to 256 characters', description: 'Bearer token that `/metrics` asks for. Without it only this machine may read them.' })),
      },
      closed,
    ),
  },
  closed,
);

export type Config = Static<typeof configSchema>;
