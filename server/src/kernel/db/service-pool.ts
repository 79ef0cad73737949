/**
 * The connections of one service to one database, under the service's own login (R17). At start the login is
 * looked at: a superuser, an owner of tables or a role that bypasses row security is refused.
 */
import pg from 'pg';
import type { PoolClient } from 'pg';
import { Batch, type Statement, type StatementResult } from './batch.ts';
import { translateFailure } from './errors.ts';

export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly ssl?: boolean;
}

export interface ServicePool {
  readonly role: string;
  /** Runs statements as one implicit transaction in one round trip. */
  run(statements: readonly Statement[]): Promise<readonly StatementResult[]>;
  /** A connection of one's own until `release`; pass an error to have it closed instead of reused. */
  lease(): Promise<LeasedConnection>;
  end(): Promise<void>;
  readonly waiting: number;
}

export interface LeasedConnection {
  run(statements: readonly Statement[]): Promise<readonly StatementResult[]>;
  release(broken?: boolean): void;
}

export function createServicePool(settings: ConnectionSettings, options: { maxConnections: number; onError: (error: unknown) => void }): ServicePool {
  const pool = new pg.Pool({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    password: settings.password,
    ssl: settings.ssl ?? false,
    max: options.maxConnections,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    application_name: `holdfast ${settings.user}`,
  });
  pool.on('error', options.onError);

  async function runOn(client: PoolClient, statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    const batch = new Batch(statements);
    client.query(batch);
    return batch.done;
  }

  return {
    role: settings.user,
    get waiting() {
      return pool.waitingCount;
    },
    async run(statements) {
      let client: PoolClient | undefined;
      try {
        client = await pool.connect();
        const results = await runOn(client, statements);
        client.release();
        return results;
      } catch (error) {
        // A refusal by PostgreSQL leaves the connection usable (its Sync was answered); anything else does not.
        client?.release(!(error instanceof pg.DatabaseError));
        throw translateFailure(error);
      }
    },
    async lease() {
      let client: PoolClient;
      try {
        client = await pool.connect();
      } catch (error) {
        throw translateFailure(error);
      }
      let released = false;
      return {
        async run(statements) {
          try {
            return await runOn(client, statements);
          } catch (error) {
            throw translateFailure(error);
          }
        },
        release(broken = false) {
          if (released) return;
          released = true;
          client.release(broken);
        },
      };
    },
    end: () => pool.end(),
  };
}

const unsafeLogin = `
  select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as privileged,
         exists (select 1 from pg_class where relowner = r.oid and relkind in ('r', 'p')) as owner
    from pg_roles r where rolname = current_user`;

/** Start-up check of R17: throws when the login could step around row security. */
export async function refuseUnsafeLogin(pool: ServicePool): Promise<void> {
  const [result] = await pool.run([{ text: unsafeLogin, values: [] }]);
  const row = result?.rows[0];
  if (row === undefined || row['privileged'] === true || row['owner'] === true) {
    throw new Error(`database login ${pool.role} is a superuser, an owner of tables or may bypass row security; give the service a plain login`);
  }
}
