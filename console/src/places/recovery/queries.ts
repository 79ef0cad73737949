// What the recovery screens ask for, and under which cache keys. A past that was looked at is kept by the server for a while.
import { queryOptions } from '@tanstack/react-query';
import { compareItem, isWorking, pastContainers, pastItems, planItems, restorePlan, restorePlans, timeline, type Product } from '../../api/recovery.ts';

const watchMs = 1_000;
const key = (site: string, ...rest: readonly unknown[]): readonly unknown[] => ['recovery', site, ...rest];

export const recoveryKey = (site: string): readonly unknown[] => key(site);
export const timelineQuery = (site: string, product: Product) => queryOptions({ queryKey: key(site, 'timeline', product), queryFn: ({ signal }) => timeline(site, product, signal) });
export const pastQuery = (site: string, product: Product, moment: string) => queryOptions({ queryKey: key(site, 'past', product, moment), queryFn: ({ signal }) => pastContainers(site, product, moment, signal), staleTime: 60_000, retry: false });
export const pastItemsQuery = (site: string, product: Product, moment: string, container: number) =>
  queryOptions({ queryKey: key(site, 'items', product, moment, container), queryFn: ({ signal }) => pastItems(site, product, moment, container, signal), staleTime: 60_000 });
export const compareQuery = (site: string, product: Product, moment: string, item: number) =>
  queryOptions({ queryKey: key(site, 'compare', product, moment, item), queryFn: ({ signal }) => compareItem(site, product, moment, item, signal) });
export const restorePlansQuery = (site: string) => queryOptions({ queryKey: key(site, 'plans'), queryFn: ({ signal }) => restorePlans(site, signal) });
export const restorePlanQuery = (site: string, id: string) =>
  queryOptions({ queryKey: key(site, 'plan', id), queryFn: ({ signal }) => restorePlan(site, id, signal), refetchInterval: ({ state }) => (state.data !== undefined && isWorking(state.data) ? watchMs : false) });
export const planItemsQuery = (site: string, id: string) => queryOptions({ queryKey: key(site, 'plan', id, 'items'), queryFn: ({ signal }) => planItems(site, id, signal) });
