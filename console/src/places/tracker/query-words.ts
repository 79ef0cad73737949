// The words of queries, saved filters and dashboards, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/query.ts')).query,
  fr: async () => (await import('../../words/fr/query.ts')).query,
  de: async () => (await import('../../words/de/query.ts')).query,
});
