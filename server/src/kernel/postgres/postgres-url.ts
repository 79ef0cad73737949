/**
 * Reads the URL of a PostgreSQL server: `postgresql://user:password@host:port/database`, with `?host=` for a
 * socket's folder and `?sslmode=`; any mode but `disable` means an encrypted connection to a verified server.
 */
import { postgresErrors } from './errors.ts';

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl?: boolean;
}

const knownParameters = new Set(['host', 'sslmode']);
const sslModes = new Set(['disable', 'require', 'verify-ca', 'verify-full']);

/** Fails with postgres.unreachable, without repeating the URL: it holds a password. */
export function parsePostgresUrl(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol)) throw refuse('It is not a URL like postgresql://user:password@host:5432/database.');
  const unknown = [...url.searchParams.keys()].find((name) => !knownParameters.has(name));
  if (unknown !== undefined) throw refuse(`Its parameter "${unknown}" is not known; known are ${[...knownParameters].join(', ')}.`);
  const sslMode = url.searchParams.get('sslmode') ?? 'disable';
  if (!sslModes.has(sslMode)) throw refuse(`Its sslmode is "${sslMode}"; known are ${[...sslModes].join(', ')}.`);
  const host = url.searchParams.get('host') ?? decoded(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const user = decoded(url.username);
  const database = decoded(url.pathname.slice(1));
  if (host === '' || user === '' || database === '') throw refuse('It must name a user, a host and a database.');
  return { host, port: Number(url.port || 5432), user, password: decoded(url.password), database, ...(sslMode === 'disable' ? {} : { ssl: true }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw refuse('A % in it is not followed by two hexadecimal digits.', error);
  }
}

function refuse(detail: string, cause?: unknown) {
  return postgresErrors.unreachable({ detail: `The database URL cannot be read. ${detail}` }, cause);
}
