// The router: plain addresses, preloading on hover, and a skeleton only after 300 ms.
import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { WaitingText } from '../parts/waiting.tsx';
import { NotFound, SomethingBroke } from './outside.tsx';
import { routeTree } from './routes.ts';
import { readSearch, writeSearch } from './search-values.ts';

export const createConsoleRouter = (cache: QueryClient) =>
  createRouter({
    routeTree,
    context: { cache },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingMinMs: 0,
    defaultPendingComponent: WaitingText,
    defaultErrorComponent: SomethingBroke,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    parseSearch: readSearch,
    stringifySearch: writeSearch,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
