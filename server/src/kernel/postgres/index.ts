/** Front door of PostgreSQL: the embedded clusters, and where this installation's databases are. */
export { chooseAccount, type Account } from './account.ts';
export { startClusters, connectionUrl, type Clusters, type ConnectionOptions, type Login, type StartClustersOptions } from './clusters.ts';
export { openDatabaseServers, type AdminConnection, type DatabaseServers, type OpenDatabaseServersOptions, type ShardServer } from './database-servers.ts';
export { ensureDatabase } from './ensure-database.ts';
export { postgresErrors } from './errors.ts';
export { parsePostgresUrl } from './postgres-url.ts';
export { runningCluster } from './running-cluster.ts';
export { prepareSocketFolder, removeSocketFolder } from './socket-folder.ts';
export { superuser } from './initialise-cluster.ts';
