// The words of workflows and of how the tracker is set up, loaded with the screens that say them.
import { learn } from '../../words/index.ts';

await learn({
  en: async () => (await import('../../words/en/workflow.ts')).workflow,
  fr: async () => (await import('../../words/fr/workflow.ts')).workflow,
  de: async () => (await import('../../words/de/workflow.ts')).workflow,
});
