// The words of boards, backlogs and sprints, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/board.ts')).board,
  fr: async () => (await import('../../words/fr/board.ts')).board,
  de: async () => (await import('../../words/de/board.ts')).board,
});
