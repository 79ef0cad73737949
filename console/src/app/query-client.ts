// Caching: what was seen is shown at once and refreshed behind; a refusal is never retried, a lost
// connection is, and a request whose screen is gone is stopped.
import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem.ts';

const retriesMax = 2;
const worthRetrying = (failure: unknown): boolean =>
  failure instanceof ApiProblem && (failure.status === 0 || failure.status === 502 || failure.status === 503 || failure.status === 504);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: true,
        retry: (count, failure) => count < retriesMax && worthRetrying(failure),
      },
      mutations: { retry: false },
    },
  });
