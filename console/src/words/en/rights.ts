// Words of roles, of who reaches what, and of why.
export const rights = { rights: {
  duty: { admin: 'Administrator', 'user-access-admin': 'User-access administrator', auditor: 'Auditor', member: 'Member', guest: 'Guest' },
  dutyHelp: {
    admin: 'Administers everything in the organization, and sees no content without a role on a site.',
    'user-access-admin': 'Gives members and guests access and manages groups. Never touches those who administer or oversee.',
    auditor: 'Looks at people, roles and the audit log. Changes nothing and sees no content.',
  },
  roles: {
    title: 'Roles', lead: 'Who administers {{organization}}, who gives access, and who only looks.', nobody: 'Nobody has this role.',
    givenBy: 'Given by {{name}}', given: '{{name}} now has the role: {{role}}.', taken: '{{name}} no longer has the role: {{role}}.', addTo: 'Add somebody: {{role}}',
  },
  person: {
    roles: 'Roles and where they come from', own: 'Given to the person', through: 'Through the group {{group}}', organization: 'Organization', site: 'Site {{site}}', product: '{{product}} on {{site}}',
    groups: 'Groups', noGroups: 'In no group.', reach: 'What can this person reach?', reachHelp: 'Name a project, issue, space or page.', kind: 'Kind', key: 'Key or number', ask: 'Ask', joined: 'Joined',
  },
  kind: { product: 'Product', project: 'Project', issue: 'Issue', space: 'Space', page: 'Page' },
  products: { title: 'Access to one product', help: 'A role on the site opens both products. Here you give one of them only.', tracker: 'Tracker', wiki: 'Wiki' },
  nested: { title: 'Groups in this group', help: 'Their people count as members too.', none: 'No groups in it.', partOf: 'It is in: {{groups}}', gives: 'What it gives', givesNothing: 'It gives no role.', added: '{{name}} is in the group.', removed: '{{name}} is no longer in the group.' },
  who: { title: 'Who can reach this?', find: 'Find a person', level: { read: 'May read', write: 'May read and change', admin: 'May administer' }, nobody: 'Nobody.', total_one: '{{count}} person', total_other: '{{count}} people' },
  why: {
    title: 'Why?', yes: '{{name}}: {{level}}', no: '{{name}} cannot reach this', decides: 'This decides', setBy: 'Set by {{name}}', setByAt: 'Set by {{name}}, {{when}}',
    active: 'The account is active', suspended: 'The account is suspended', role: 'Has the role {{role}} here', noRole: 'Has no role on this product', administers: 'Administers the product, and so everything in it',
    grant: '{{where}}: {{level}}', noGrant: 'Nothing in {{where}} is open to this person', lets: 'A restriction lets this person pass', stopsRead: 'A restriction closes it for this person', stopsWrite: 'A restriction lets this person read only',
    inherited: 'It stands on a page above', through: 'through {{names}}', everyone: 'everybody on the site', self: 'the person',
  },
} };
