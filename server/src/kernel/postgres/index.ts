/** Front door of the embedded PostgreSQL. */
export { chooseAccount, type Account } from './account.ts';
export { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
export { connectionUrl, startClusters, type Clusters, type ConnectionOptions, type Login, type StartClustersOptions } from './clusters.ts';
export { postgresErrors } from './errors.ts';
export { superuser } from './initialise-cluster.ts';
