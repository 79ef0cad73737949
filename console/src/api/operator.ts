// What the operator of the platform sees: shards and what they hold.
import { request, type Listing } from './request.ts';

export type Shard = {
  readonly id?: string;
  readonly name: string;
  readonly region: string;
  readonly state?: string;
  readonly tenants?: number;
  readonly sizeBytes?: number;
};

export const shards = (signal?: AbortSignal): Promise<Listing<Shard>> => request('/api/v1/shards', { signal });
