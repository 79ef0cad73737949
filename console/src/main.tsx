// Where the console begins: words first (nothing is ever shown untranslated), then theme, cache and routes.
import '@mantine/core/styles.css';
import './app/console.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/problem.ts';
import { Appearance } from './app/appearance.tsx';
import { createQueryClient } from './app/query-client.ts';
import { createConsoleRouter } from './app/router.ts';
import { colourVariables, theme } from './app/theme.ts';
import { Toasts } from './parts/toasts.tsx';
import { firstLocale, speak } from './words/index.ts';

const cache = createQueryClient();
const router = createConsoleRouter(cache);

/** A session that ended while a screen was open leads to sign-in and back to the same address. */
cache.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated' || event.action.type !== 'error') return;
  const failure: unknown = event.action.error;
  if (!(failure instanceof ApiProblem) || failure.status !== 401) return;
  const { pathname, href } = router.state.location;
  if (/^\/(sign-in|setup|invitation|password-reset)/.test(pathname)) return;
  cache.removeQueries({ queryKey: ['me'] });
  void router.navigate({ to: '/sign-in', search: { next: href } });
});

await speak(firstLocale());
const element = document.getElementById('root');
if (element === null) throw new Error('The page has no root element.');
createRoot(element).render(
  <MantineProvider theme={theme} cssVariablesResolver={colourVariables} defaultColorScheme="auto" colorSchemeManager={localStorageColorSchemeManager({ key: 'holdfast.theme' })}>
    <QueryClientProvider client={cache}>
      <Appearance />
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  </MantineProvider>,
);
