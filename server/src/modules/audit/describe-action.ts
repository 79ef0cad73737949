/** Names of actions for people: `tracker_issue_created` is «Issue created» of the group «Tracker». */
const groups: Readonly<Record<string, string>> = {
  tracker: 'Tracker', wiki: 'Wiki', site: 'Sites', user: 'People', group: 'Groups', api: 'API tokens', organization: 'Organization', org: 'Organization', import: 'Imports', platform: 'Platform', session: 'People',
};

export interface ActionDescription {
  readonly id: string;
  readonly displayName: string;
  readonly group: string;
}

export function describeAction(id: string): ActionDescription {
  const [first = '', ...rest] = id.split('_');
  const inProduct = first === 'tracker' || first === 'wiki';
  const words = (inProduct ? rest : [first, ...rest]).join(' ').replace(/^api\b/, 'API').replace(/^org\b/, 'Organization');
  return { id, displayName: words.charAt(0).toUpperCase() + words.slice(1), group: groups[first] ?? 'Other' };
}
