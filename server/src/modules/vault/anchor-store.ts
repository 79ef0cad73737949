/** The head of the manifest, in the control database: the only file that names `vault.anchor`. It goes forward only. */
import type { Databases } from '../../kernel/db/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Anchor } from './ports.ts';

const reason = 'keep the head of the vault\'s manifest apart from the vault';

export function createAnchorStore(databases: Databases, clock: Clock, name = 'main'): Anchor {
  const pool = () => databases.system(reason, 'control');
  return {
    async read() {
      const [found] = await pool().run([{ text: 'select vault_id, sequence, encode(hash, \'hex\') as hash from vault.anchor where name = $1', values: [name] }]);
      const row = found?.rows[0];
      return row === undefined ? undefined : { vaultId: String(row['vault_id']), sequence: Number(row['sequence']), hash: String(row['hash']) };
    },
    async write({ vaultId, sequence, hash }) {
      await pool().run([{
        text: `insert into vault.anchor as old (name, vault_id, sequence, hash, written_at) values ($1, $2, $3, decode($4, 'hex'), $5)
          on conflict (name) do update set sequence = excluded.sequence, hash = excluded.hash, written_at = excluded.written_at where old.vault_id = excluded.vault_id and old.sequence < excluded.sequence`,
        values: [name, vaultId, sequence, hash, clock.now()],
      }]);
    },
  };
}
