// What can be done to many issues at once.
export type BulkKind = 'fields' | 'status' | 'labels' | 'move' | 'watch' | 'delete';
