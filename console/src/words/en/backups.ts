// Backups: making, fetching, keeping them.
export const backups = {
  backups: {
    title: 'Backups', lead: 'A copy of what a site holds, as a file of your own. Made in the background; you can leave this page.', siteFirst: 'A backup needs a site to take it from.', site: 'Of which site',
    make: 'Make a backup', what: 'What', everything: 'Every product of the site', keys: 'Only these projects or spaces', keysHelp: 'Their keys, with commas between them. Empty is all of them.',
    format: 'Format', xml: 'XML: Jira and Confluence read it too', native: 'Native: every table, readable', sealed: 'Native, sealed: opens with your keys only', keepDays: 'Keep for so many days', repeat: 'How often', once: 'Once, now', daily: 'Every day', weekly: 'Every week', hourly: 'Every hour',
    lock: 'Lock it in the vault', lockHelp: 'Nobody removes it before its days are over, neither you nor the platform.',
    actions: 'Actions',
    begun_one: '{{count}} backup begun.', begun_other: '{{count}} backups begun.', list: 'Backups so far', none: 'No backup of this site yet', noneHelp: 'Make one above, or let them be made by themselves.',
    file: 'File', state: 'State', size: 'Size', made: 'Made', until: 'Kept until', records_one: '{{shown}} record', records_other: '{{shown}} records', rate: '{{rate}} a second', progressOf: 'Progress of {{name}}',
    states: { waiting: 'Waiting', running: 'Being made', done: 'Done', failed: 'Failed', cancelled: 'Stopped', removed: 'Removed' },
    download: 'Download', downloadOf: 'Download {{name}}', cancel: 'Stop', cancelOf: 'Stop {{name}}', cancelled: 'The backup stops.', remove: 'Remove', removeOf: 'Remove {{name}}', removeTitle: 'Remove this backup?',
    removeHelp: '{{name}} goes for good. What the site holds stays as it is.', removed: 'Backup removed.',
    schedules: 'Made by themselves', noSchedules: 'Nothing is backed up by itself.', next: 'Next', every: 'Every {{hours}} hours', all: 'Every product', stop: 'Stop', stopOf: 'Stop the schedule of {{what}}', stopTitle: 'Stop this schedule?', stopHelp: 'The backups that it made stay until their time is over.', stopped: 'Schedule stopped.', scheduled: 'Schedule made. The first backup begins at once.', problem: 'The last one could not be made: {{code}}',
  },
};
