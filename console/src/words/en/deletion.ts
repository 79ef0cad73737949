// Words of deleting and undoing, of holds and locks, and of the end of keys.
export const deletion = {
  deletion: {
    title: 'Deleted', lead: 'Sites and products that were deleted. While their time lasts, one click brings everything back.', none: 'Nothing is deleted', noneHelp: 'Deleted sites and products wait here until their time is over.',
    what: 'What', state: 'State', until: 'Can be undone until', reason: 'Reason', actions: 'Actions', undo: 'Undo', undoThis: 'Undo the deletion of {{name}}', undone: '{{name}} is back.', reviving: '{{name}} is being brought back from the backups. You may leave this page.',
    stateIs: { deleting: 'Closed', undone: 'Undone', purging: 'Being removed', purged: 'Removed, keys kept', reviving: 'Coming back', destroyed: 'Gone for good' },
    kind: { organization: 'Organization', site: 'Site', product: 'Product' },
    delete: 'Delete site', deleteTitle: 'Delete {{name}}?', deleteProduct: 'Delete {{product}}', goes: 'These go with it:', nothingInside: 'There is nothing in it.',
    count: { projects_one: '{{count}} project', projects_other: '{{count}} projects', issues_one: '{{count}} issue', issues_other: '{{count}} issues', spaces_one: '{{count}} space', spaces_other: '{{count}} spaces', pages_one: '{{count}} page or comment', pages_other: '{{count}} pages and comments', files_one: '{{count}} file', files_other: '{{count}} files' },
    undoable: 'Nobody can open it from now on. You can undo this in one step until {{day}}; then it is removed for good.', reasonHelp: 'Kept in the audit log.', deleted: '{{name}} is deleted. It can be undone until {{day}}.',
    held: 'A legal hold or a deletion lock stands on this, so it cannot be deleted.', seeHolds: 'See holds and locks', isDeleted: 'This site is deleted', isDeletedHelp: 'It can be undone until {{day}}.',
    settings: 'How long', graceDays: 'Days in which a deletion can be undone', graceHelp: '7 to 90. Holds for what is deleted from now on.', keyDays: 'Days that keys wait after their destruction is approved', keyHelp: '7 to 30.', range: 'A whole number from {{least}} to {{most}}.',
  },
  keyEnd: {
    title: 'End of keys', lead: 'When something is removed, its keys still open the backups. Once the keys are destroyed, nothing can bring it back. Two people decide, and it can be cancelled until the day comes.',
    none: 'No keys are to be destroyed', noneHelp: 'Keys of what was removed appear here.', due: 'Destroyed on', asked: 'Asked for', approve: 'Approve', approveThis: 'Approve the destruction of the keys of {{name}}', cancel: 'Cancel', cancelThis: 'Cancel the destruction of the keys of {{name}}', ask: 'Ask again', askThis: 'Ask again to destroy the keys of {{name}}',
    certificate: 'Certificate', certificateOf: 'Save the certificate for {{name}}', approveTitle: 'Destroy the keys of {{name}}?', approveHelp: 'They are destroyed {{days}} days from now, unless somebody cancels. After that nothing can bring {{name}} back, not even the backups.', typeName: 'Type the name to approve', approved: 'Approved. It can be cancelled until then.', cancelled: 'Cancelled. The keys stay.', askedAgain: 'Asked for. Somebody else must approve it.', alone: 'approved alone',
    stateIs: { requested: 'Waits for approval', pending: 'Approved', cancelled: 'Cancelled', destroying: 'Being destroyed', destroyed: 'Destroyed' },
  },
  holds: {
    title: 'Holds and locks', lead: 'A legal hold keeps everything it stands on from being removed. A deletion lock keeps it from being deleted at all. Opening one takes two people and a day.', none: 'Nothing is held', noneHelp: 'Place a hold before something must not get lost.',
    place: 'Place a hold', placeTitle: 'Place a hold or a lock', kind: { legal_hold: 'Legal hold', deletion_lock: 'Deletion lock' }, kindLabel: 'What it does', kindHelp: { legal_hold: 'People may still delete, and nothing is removed for good.', deletion_lock: 'Nothing can be deleted.' },
    on: 'Stands on', whole: 'The whole organization', site: 'One site', chooseSite: 'Site', container: { tracker: 'Project {{id}}', wiki: 'Space {{id}}' }, reason: 'Reason', reasonHelp: 'Only administrators and auditors can read it.', placed: 'The hold stands.', since: 'Since', state: 'State',
    stateIs: { active: 'Stands', opening: 'Opening asked', released: 'Opened' }, opensAt: 'Opens {{day}}', waits: 'Waits for a second person', open: 'Ask to open', openThis: 'Ask to open the hold “{{reason}}”', approve: 'Approve opening', approveThis: 'Approve opening of the hold “{{reason}}”', keep: 'Keep', keepThis: 'Keep the hold “{{reason}}”',
    asked: 'Asked for. Somebody else must approve it.', approved: 'It opens a day from now. Until then anybody may keep it.', kept: 'The hold stays.', actions: 'Actions',
  },
  wikiTrash: {
    title: 'Trash', lead: 'Deleted pages, posts and files of this space. They come back with everything below them.', spaces: 'Deleted spaces', spacesLead: 'Spaces that you administer and that were deleted.', empty: 'The trash is empty', emptyHelp: 'What is deleted waits here until its time is over.', what: 'What', by: 'Deleted by', until: 'Kept until', actions: 'Actions',
    restore: 'Bring back', restoreThis: 'Bring back “{{title}}”', restored: '“{{title}}” is back.', renamed: 'It is called “{{title}}” now, as its title was taken meanwhile.', together_one: 'with {{count}} page', together_other: '{{count}} pages in all', files: 'Files', filesEmpty: 'No deleted files.', onIssue: 'on {{key}}',
  },
};
