// The platform's own fields in the person's words, as the history names them; other fields keep their names.
import type { WordKey } from '../../words/index.ts';

const words: Readonly<Record<string, WordKey>> = {
  summary: 'tracker.summary', status: 'tracker.status', description: 'tracker.description', environment: 'tracker.environment', assignee: 'tracker.assignee', reporter: 'tracker.reporter',
  priority: 'tracker.priority', labels: 'tracker.labels', Component: 'tracker.components', 'Fix Version': 'tracker.fixedIn', Version: 'tracker.affects', duedate: 'tracker.due', resolution: 'issue.resolution',
  timeoriginalestimate: 'issue.originalEstimate', timeestimate: 'issue.remainingEstimate', timespent: 'issue.timeSpent', issuetype: 'tracker.type', project: 'tracker.project', Link: 'tracker.links', Attachment: 'files.title', Sprint: 'issue.sprint', Rank: 'issue.rank',
};

export const fieldWords = (field: string): WordKey | undefined => words[field];
