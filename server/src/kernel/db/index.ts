/** Front door of the database kernel. */
export { isUniqueViolation, sqlState } from './errors.ts';
export { queries } from './queries.ts';
export { createDatabases, refuseUnsafeLogins, roleOf, rolePassword, systemRole, type DatabaseAddress, type Databases } from './databases.ts';
export type { ServicePool } from './service-pool.ts';
export { withClient } from './with-client.ts';
export { isWriting, type OutboxEvent, type ReadTx, type Tx } from './transaction.ts';
export { migrate, migrationNames, type DatabaseKind } from './migrate.ts';
export { readDeclarations, type ColumnDeclaration, type TableDeclaration } from './declarations.ts';
export { declaredTables, distinctValues, readDeclaredRows, type DeclaredRow, type DeclaredTable, type PlainValue, type RowSelection, type RowValues, type SealingRules } from './declared-rows.ts';
export { readOpenedLines, readSealedLines, type LineBatch } from './declared-lines.ts';
