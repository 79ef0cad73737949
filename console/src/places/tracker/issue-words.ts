// The words of the issue and its dialogs, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/issue.ts')).issue,
  fr: async () => (await import('../../words/fr/issue.ts')).issue,
  de: async () => (await import('../../words/de/issue.ts')).issue,
});
