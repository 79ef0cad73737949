// The words of deleting, holds and keys, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/deletion.ts')).deletion,
  fr: async () => (await import('../../words/fr/deletion.ts')).deletion,
  de: async () => (await import('../../words/de/deletion.ts')).deletion,
});
