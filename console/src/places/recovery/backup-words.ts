// The words of backups, loaded with the screen that says them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/backups.ts')).backups,
  fr: async () => (await import('../../words/fr/backups.ts')).backups,
  de: async () => (await import('../../words/de/backups.ts')).backups,
});
