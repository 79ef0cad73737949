/** What is open to people who have not signed in: switches of spaces, the grants that stand for them, and links with a secret. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';

/** Stands for everybody, signed in or not, in grants of spaces; only public doors carry it. */
export const anonymousPrincipal = '00000000-0000-7000-8000-000000000002';

export interface PublicAccess {
  readonly anonymous: boolean;
  readonly publicLinks: boolean;
}

export async function readPublicAccess(tx: ReadTx, spaceId: number): Promise<PublicAccess> {
  const [row] = await tx.sql<{ anonymous: boolean; public_links: boolean }>('select anonymous, public_links from wiki.public_access where space_id = $1', [spaceId]);
  return { anonymous: row?.anonymous ?? false, publicLinks: row?.public_links ?? false };
}

export async function writePublicAccess(tx: Tx, tenantId: string, spaceId: number, access: PublicAccess): Promise<void> {
  await tx.changeSql(
    `insert into wiki.public_access (tenant_id, space_id, anonymous, public_links) values ($1, $2, $3, $4)
     on conflict (tenant_id, space_id) do update set anonymous = excluded.anonymous, public_links = excluded.public_links`, [tenantId, spaceId, access.anonymous, access.publicLinks]);
  await tx.changeSql('delete from wiki.grant where container_id = $1 and principal = $2', [spaceId, anonymousPrincipal]);
  if (access.anonymous) await tx.changeSql(`insert into wiki.grant (tenant_id, container_id, principal, level) values ($1, $2, $3, 'read')`, [tenantId, spaceId, anonymousPrincipal]);
}

export interface PublicLink {
  readonly id: string;
  readonly contentId: number;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly opened: number;
  readonly lastOpenedAt: Date | null;
}

interface LinkRow {
  readonly id: string;
  readonly content_id: number;
  readonly author: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly opened: number;
  readonly last_opened_at: Date | null;
}

const linkColumns = 'id, content_id, author, created_at, expires_at, revoked_at, opened, last_opened_at';
const shown = (row: LinkRow): PublicLink => ({ id: row.id, contentId: row.content_id, author: row.author, createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, opened: row.opened, lastOpenedAt: row.last_opened_at });

export async function insertLink(tx: Tx, tenantId: string, link: { readonly id: string; readonly contentId: number; readonly secretHash: Buffer; readonly author: string | null; readonly expiresAt: Date | null }): Promise<void> {
  await tx.changeSql('insert into wiki.public_link (tenant_id, id, content_id, secret_hash, author, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)', [tenantId, link.id, link.contentId, link.secretHash, link.author, tx.now, link.expiresAt]);
}

export async function listLinks(tx: ReadTx, contentId: number): Promise<readonly PublicLink[]> {
  const rows = await tx.sql<LinkRow>(`select ${linkColumns} from wiki.public_link where content_id = $1 order by created_at desc, id limit 200`, [contentId]);
  return rows.map(shown);
}

export async function findLinkBySecret(tx: ReadTx, secretHash: Buffer): Promise<PublicLink | undefined> {
  const [row] = await tx.sql<LinkRow>(`select ${linkColumns} from wiki.public_link where secret_hash = $1`, [secretHash]);
  return row === undefined ? undefined : shown(row);
}

export async function revokeLink(tx: Tx, contentId: number, id: string): Promise<'revoked' | 'was revoked' | 'unknown'> {
  const [row] = await tx.sql<{ revoked_at: Date | null }>('select revoked_at from wiki.public_link where content_id = $1 and id = $2 for update', [contentId, id]);
  if (row === undefined) return 'unknown';
  if (row.revoked_at !== null) return 'was revoked';
  await tx.changeSql('update wiki.public_link set revoked_at = $3 where content_id = $1 and id = $2', [contentId, id, tx.now]);
  return 'revoked';
}

export async function countOpening(tx: Tx, id: string): Promise<void> {
  await tx.changeSql('update wiki.public_link set opened = opened + 1, last_opened_at = $2 where id = $1', [id, tx.now]);
}
