/** Reads from the catalog what every table and column declared itself to be; walks and reference pages start here. */
import type pg from 'pg';

export interface ColumnDeclaration {
  readonly name: string;
  readonly type: string;
  readonly class: string | null;
}

export interface TableDeclaration {
  readonly table: string;
  readonly scope: string | null;
  readonly recovery: string | null;
  readonly rowSecurityForced: boolean;
  readonly policies: readonly string[];
  readonly owner: string;
  readonly columns: readonly ColumnDeclaration[];
}

interface CatalogRow {
  readonly table: string;
  readonly comment: string | null;
  readonly forced: boolean;
  readonly owner: string;
  readonly policies: readonly string[] | null;
  readonly columns: readonly ColumnDeclaration[];
}

const catalog = `
  select format('%s.%s', n.nspname, c.relname) as table, obj_description(c.oid, 'pg_class') as comment,
         c.relrowsecurity and c.relforcerowsecurity as forced, pg_get_userbyid(c.relowner) as owner,
         (select json_agg(polname order by polname) from pg_policy where polrelid = c.oid) as policies,
         (select json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod),
                    'class', substring(col_description(c.oid, attnum) from '^hf: (\\w+)')) order by attnum)
            from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and not c.relispartition
     and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%' and n.nspname not like 'graphile\\_worker%'
   order by 1`;

/** Every table of the database outside PostgreSQL's own and the job queue's schemas. */
export async function readDeclarations(client: pg.ClientBase): Promise<readonly TableDeclaration[]> {
  const { rows } = await client.query<CatalogRow>(catalog);
  return rows.map((row) => ({
    table: row.table,
    scope: /\bscope=(\w+)/.exec(row.comment ?? '')?.[1] ?? null,
    recovery: /\brecovery=(\w+)/.exec(row.comment ?? '')?.[1] ?? null,
    rowSecurityForced: row.forced,
    policies: row.policies ?? [],
    owner: row.owner,
    columns: row.columns,
  }));
}
