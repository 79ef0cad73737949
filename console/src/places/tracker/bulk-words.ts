// The words of changes to many issues, of moving, cloning and the trash, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/bulk.ts')).bulk,
  fr: async () => (await import('../../words/fr/bulk.ts')).bulk,
  de: async () => (await import('../../words/de/bulk.ts')).bulk,
});
