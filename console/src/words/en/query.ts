// English words of queries, saved filters and dashboards.
export const query = {
  query: {
    offers: 'What may come next',
    offered_one: '{{count}} offer', offered_other: '{{count}} offers',
    help: 'Arrows choose, Tab takes. For example: assignee in membersOf("team") AND status WAS "In Progress" ORDER BY updated',
    hint: { field: 'field', operator: 'comparison', function: 'function', value: 'value', word: 'word' },
    found_one: '{{shown}} issue', found_other: '{{shown}} issues',
  },
  filters: {
    title: 'Saved filters', lead: 'Queries that you or others keep. A star brings one to the top for you.', find: 'Find a filter', mine: 'Mine', starred: 'With a star', all: 'All', which: 'Which filters',
    name: 'Name', owner: 'Owner', sharedWith: 'Shared with', stars: 'Stars', description: 'Description', jql: 'Query',
    star: 'Star {{name}}', unstar: 'Take the star off {{name}}', save: 'Save as filter', saveTitle: 'Save this query', edit: 'Edit', editTitle: 'Edit filter', saveChanges: 'Save changes to “{{name}}”', saved: 'Filter “{{name}}” saved.', deleted: 'Filter “{{name}}” deleted.',
    delete: 'Delete', deleteTitle: 'Delete the filter “{{name}}”?', deleteHelp: 'Queries and dashboards that name it will say that it is gone. It cannot be brought back.',
    nobody: 'Only me', everybody: 'Everybody who is signed in', people: '{{count}} people or groups', visibility: 'Who sees it', nameNeeded: 'Give it a name.', queryNeeded: 'Write a query.',
    none: 'No filters here', noneHelp: 'Search for issues and save the query: it becomes a filter that you can share.', open: 'Search for issues', actions: 'Actions for {{name}}', showing: 'Filter: {{name}}', changed: 'changed',
  },
  dashboards: {
    title: 'Dashboards', lead: 'Figures about issues, side by side, for yourself or for others.', create: 'New dashboard', created: 'Dashboard “{{name}}” made.', rename: 'Edit dashboard', none: 'No dashboards yet', noneHelp: 'A dashboard answers the questions that you ask every week, at one glance.',
    copy: 'Copy', copied: 'Copied as “{{name}}”.', copyOf: 'Copy of {{name}}', deleteTitle: 'Delete the dashboard “{{name}}”?', deleteHelp: 'Its gadgets go with it. It cannot be brought back.', deleted: 'Dashboard “{{name}}” deleted.',
    add: 'Add a gadget', empty: 'Nothing on it yet', emptyHelp: 'Add a gadget: what was created and resolved, how old things are, what is yours.', setUp: 'Set up', remove: 'Remove', moveUp: 'Move up', moveDown: 'Move down', moveOver: 'To the other column', gadgetActions: 'Actions for “{{name}}”', removed: '“{{name}}” removed.',
    kind: 'What it shows', gadgetTitle: 'Title', queryHelp: 'Empty means all issues that you see.', days: 'Days', by: 'Counted by', table: 'As a table', value: 'Value', count: 'Issues', day: 'Day', share: 'Share', more: 'All in the list', others: 'Others', nobody: 'Nobody', nothing: 'None',
    modules: { 'created-resolved': 'Created and resolved', age: 'Age of open issues', distribution: 'Issues by a field', 'filter-results': 'Issues of a query', 'my-work': 'My open work' },
    fields: { status: 'Status', assignee: 'Assignee', priority: 'Priority', issuetype: 'Type', reporter: 'Reporter', resolution: 'Resolution', project: 'Project', component: 'Component', label: 'Label' },
    createdLine: 'created', resolvedLine: 'resolved',
    answerFlow: '{{created}} created and {{resolved}} resolved in {{days}} days', answerAge_one: '{{shown}} open issue, half of them older than {{median}} days', answerAge_other: '{{shown}} open issues, half of them older than {{median}} days', answerNone: 'No issues',
    answerBy: 'Most are {{name}}: {{share}} of {{total}}', bucket: '{{from}} to {{to}} days', bucketOver: 'over {{from}} days',
  },
};
