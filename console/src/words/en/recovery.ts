// Words of recovery.
export const recovery = {
  recovery: {
    lead: 'Choose a moment, look at the site as it was, and plan what to bring back. Nothing changes before you say so on the plan.',
    siteFirst: 'Only what is on a site can be brought back.',
    site: 'Site', product: 'Product', when: 'When', moment: 'Moment', momentHelp: 'Any second from {{from}} to {{to}}.', span: 'How much time the axis shows',
    spans: { hour: 'An hour', day: 'A day', week: 'A week', month: 'A month' },
    chart: 'Changes over time: {{changes}} in all, {{removed}} of them removals, {{restores}} restores', keyChanged: 'Made or changed', keyRemoved: 'Removed', keyRestore: 'A restore',
    asItWas: 'As it was on {{at}}', asItIs: 'As it is now', project: 'Project', space: 'Space', items: 'Items', now: 'Today', nowIs: { there: 'Still there', trashed: 'In the trash', gone: 'Gone' },
    act: 'Bring back', planThis: 'Plan a restore', planOf: 'Plan a restore of {{name}}', planAll: 'Plan for everything', nothingThen: 'There was nothing here at that moment.', itemsOf: 'In {{name}}', noItems: 'It was empty.',
    restores: 'Restores so far', noRestores: 'Nothing has been restored on this site.', what: 'What', asAt: 'As it was on', state: 'State', made: 'Planned', one: 'Restore',
    states: { waiting: 'Being worked out', ready: 'Ready', applying: 'Under way', done: 'Done', failed: 'Refused', expired: 'Expired' },
    workingOut: 'Working out what would change', applyingNow: 'Bringing it back', rowsSoFar: '{{rows}} rows so far', rowsOf: '{{done}} of {{total}} rows', safeToLeave: 'You can leave this page. It goes on without you.',
    refused: 'This was refused, and nothing has changed', nothingYet: 'Nothing has changed yet. This plan holds until {{until}}.', doneHelp: 'It is as it was. If that was not what you wanted, plan the way back.', restoreHere: 'Restore here', undo: 'Plan the way back',
    byKind: 'By kind', byItem: 'By item', kind: 'Kind', op: { created: 'Comes back', changed: 'Changes', removed: 'Goes' }, kept: 'Elsewhere', accessLeft: 'Access left as is',
    compare: 'Compare', compareOf: 'Compare {{name}} then and now', notThere: 'It is not there.', differs: 'differs',
    kinds: { project: 'Projects', space: 'Spaces', issue: 'Issues', page: 'Pages, posts, comments and files', comment: 'Comments', attachment: 'Files', history: 'History', label: 'Labels', link: 'Links', worklog: 'Work logs', access: 'Access' },
    field: { title: 'Title', text: 'Text', environment: 'Environment', status: 'Status', comment: 'Comment', attachment: 'File' },
  },
};
