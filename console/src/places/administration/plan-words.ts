// The words of plans and seats, loaded with the screen that says them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/plan.ts')).plan,
  fr: async () => (await import('../../words/fr/plan.ts')).plan,
  de: async () => (await import('../../words/de/plan.ts')).plan,
});
