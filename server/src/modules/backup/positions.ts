/** Positions in the write-ahead log, and the names of what is kept of a cluster: so that names sort as positions do. */

export const walSegmentBytes = 16n * 1024n * 1024n;

export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

export const formatLsn = (lsn: bigint): string => `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;

const padded = (lsn: bigint): string => lsn.toString(16).padStart(16, '0');

/** Base backups and pieces of the log belong together by their chain: one replication slot, so one cluster that never forked. */
export const baseFolder = (cluster: string): string => `${cluster}/base/`;
export const baseName = (cluster: string, chain: string, lsn: bigint, part: 'about' | 'data'): string => `${baseFolder(cluster)}${padded(lsn)}-${chain}/${part}`;
export const walFolder = (cluster: string, chain: string): string => `${cluster}/wal/${chain}/`;
export const walName = (cluster: string, chain: string, start: bigint, end: bigint): string => `${walFolder(cluster, chain)}${padded(start)}-${padded(end)}`;

export function readWalName(name: string): { readonly start: bigint; readonly end: bigint } | undefined {
  const [, start, end] = /\/([0-9a-f]{16})-([0-9a-f]{16})$/.exec(name) ?? [];
  return start === undefined || end === undefined ? undefined : { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) };
}

/** `000000010000000000000003`: the file of PostgreSQL's that holds a position. */
export function segmentFile(timeline: number, lsn: bigint): string {
  const number = lsn / walSegmentBytes;
  const perId = 0x1_0000_0000n / walSegmentBytes;
  const hex = (value: bigint): string => value.toString(16).toUpperCase().padStart(8, '0');
  return `${hex(BigInt(timeline))}${hex(number / perId)}${hex(number % perId)}`;
}
