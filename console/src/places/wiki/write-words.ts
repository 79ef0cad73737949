// The words of writing, comparing and moving come with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/write.ts')).write,
  fr: async () => (await import('../../words/fr/write.ts')).write,
  de: async () => (await import('../../words/de/write.ts')).write,
});
