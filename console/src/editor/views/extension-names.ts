// What an extension is called for people; one that nobody here knows keeps its own name.
import { say, type WordKey } from '../../words/index.ts';

const names: Readonly<Record<string, WordKey>> = { toc: 'editor.contents', include: 'editor.include', 'excerpt-include': 'editor.include', jira: 'editor.issueList', issues: 'editor.issueList', children: 'editor.childPages' };

export function extensionName(key: string): string {
  const name = names[key];
  return name === undefined ? key : say(name);
}
