// The words of recovery, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/recovery.ts')).recovery,
  fr: async () => (await import('../../words/fr/recovery.ts')).recovery,
  de: async () => (await import('../../words/de/recovery.ts')).recovery,
});
