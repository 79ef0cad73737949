// The words of roles, of who reaches what and why, loaded with the screens that say them.
import { learn } from '../words/index.ts';

await learn({
  en: async () => (await import('../words/en/rights.ts')).rights,
  fr: async () => (await import('../words/fr/rights.ts')).rights,
  de: async () => (await import('../words/de/rights.ts')).rights,
});
