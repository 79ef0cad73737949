/**
 * Which rows belong to what is restored: those from which a foreign key leads to it, over any number of tables, and those about
 * which the product says so. Said as SQL conditions, so that the same words choose rows of the past, of the present, and rows
 * that are about to be written.
 */
import type { RecoverableProduct, SoftReference } from '../ports.ts';
import type { Catalog, CatalogTable } from './catalog-store.ts';

export type Scope =
  | { readonly kind: 'tenant' }
  | { readonly kind: 'container'; readonly ids: readonly number[] }
  | { readonly kind: 'item'; readonly ids: readonly number[] };

export interface Membership {
  /** Tables with rows that can belong, parents first. */
  readonly tables: readonly CatalogTable[];
  /** Condition on a row under this alias; `$1` are the ids of the scope (an array that a whole tenant leaves empty). */
  condition(table: string, alias: string): string;
  readonly ids: readonly number[];
}

interface Path {
  readonly column: string;
  readonly to: string;
  readonly toColumn: string;
  readonly when: string | undefined;
}

const pathsOf = (table: CatalogTable, product: RecoverableProduct): readonly Path[] => [
  ...table.references.map(({ column, to, toColumn }) => ({ column, to, toColumn, when: undefined })),
  ...product.paths.filter((path: SoftReference) => path.table === table.name).map(({ column, to, when }) => ({ column, to, toColumn: 'id', when })),
];

export function membershipOf(catalog: Catalog, product: RecoverableProduct, scope: Scope): Membership {
  const own = catalog.ordered.filter((table) => table.name.startsWith(`${product.schema}.`) && table.recovery !== 'counter');
  if (scope.kind === 'tenant') return { tables: own, condition: () => '$1::bigint[] is not null', ids: [] };
  const root = scope.kind === 'container' ? product.container : product.item;
  const leads = reachable(catalog, product, root);
  const conditions = new Map<string, (alias: string) => string>();
  let depth = 0;

  const conditionOf = (table: CatalogTable, alias: string, above: readonly string[]): string => {
    const paths = pathsOf(table, product);
    if (table.name === root) {
      const same = paths.filter((path) => path.to === root).map((path) => `${alias}.${path.column} = any($1::bigint[])`);
      return [`${alias}.id = any($1::bigint[])`, ...same].join(' or ');
    }
    const parts = paths.filter((path) => path.to !== table.name && leads.has(path.to) && !above.includes(path.to)).map((path) => {
      const parent = catalog.tables.get(path.to);
      if (parent === undefined) throw new Error(`${table.name} leads to ${path.to}, which is no table of tenants`);
      const when = path.when === undefined ? '' : ` and ${path.when.replaceAll(/\brow\./g, `${alias}.`)}`;
      if (path.to === root && root !== product.item) return `(${alias}.${path.column} = any($1::bigint[])${when})`;
      depth += 1;
      const inner = `m${String(depth)}`;
      return `(${alias}.${path.column} in (select ${inner}.${path.toColumn} from ${path.to} ${inner} where ${conditionOf(parent, inner, [...above, table.name])})${when})`;
    });
    return parts.join(' or ');
  };

  return {
    tables: own.filter((table) => leads.has(table.name)),
    ids: scope.ids,
    condition(name, alias) {
      const table = catalog.tables.get(name);
      if (table === undefined || !leads.has(name)) throw new Error(`${name} does not belong to ${root}`);
      let made = conditions.get(name);
      made ??= (under) => `(${conditionOf(table, under, [])})`;
      conditions.set(name, made);
      return made(alias);
    },
  };
}

/** Tables from which a path leads to the root, itself included. */
function reachable(catalog: Catalog, product: RecoverableProduct, root: string): ReadonlySet<string> {
  const found = new Set([root]);
  for (let grew = true; grew;) {
    grew = false;
    for (const table of catalog.tables.values()) {
      if (found.has(table.name) || product.tenantWide[table.name] !== undefined) continue;
      if (!pathsOf(table, product).some((path) => found.has(path.to))) continue;
      found.add(table.name);
      grew = true;
    }
  }
  return found;
}

/** Tables of content or access that belong nowhere: neither a path to a container nor a reason why not. */
export function homeless(catalog: Catalog, product: RecoverableProduct): readonly string[] {
  const found = reachable(catalog, product, product.container);
  return catalog.ordered
    .filter((table) => table.name.startsWith(`${product.schema}.`) && table.recovery !== 'counter' && !found.has(table.name) && product.tenantWide[table.name] === undefined)
    .map((table) => table.name);
}
