// Imports of somebody else's backups: hand in a file, watch it, stop it, go on with it.
import { request, upload, type Listing } from './request.ts';

export type ImportState = 'received' | 'reading' | 'building' | 'done' | 'failed' | 'cancelled';

export type ImportReport = {
  readonly kind: string;
  readonly imported: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly kind: string; readonly count: number; readonly reason: string }[];
};

export type ImportRun = {
  readonly id: string;
  readonly name: string;
  readonly kind: string | null;
  readonly state: ImportState;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number | null; readonly unit: string } | null;
  readonly ratePerSecond: number | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly report: ImportReport | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail?: string | null } | null;
};

export const isRunning = (run: ImportRun): boolean => run.state === 'received' || run.state === 'reading' || run.state === 'building';

const at = (siteId: string): string => `/api/v1/sites/${siteId}/imports`;

export const imports = (siteId: string, signal?: AbortSignal): Promise<Listing<ImportRun>> => request(at(siteId), { signal });
export const importRun = (siteId: string, id: string, signal?: AbortSignal): Promise<ImportRun> => request(`${at(siteId)}/${id}`, { signal });
export const cancelImport = (siteId: string, id: string): Promise<unknown> => request(`${at(siteId)}/${id}/cancel`, { method: 'POST', body: {} });
export const resumeImport = (siteId: string, id: string): Promise<unknown> => request(`${at(siteId)}/${id}/resume`, { method: 'POST', body: {} });

export const startImport = (
  siteId: string,
  file: File,
  onProgress: (sentBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
): Promise<ImportRun> =>
  upload(at(siteId), {
    body: file,
    query: { name: file.name },
    headers: { 'content-type': 'application/octet-stream' },
    onProgress,
    signal,
  });
