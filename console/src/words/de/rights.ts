// Words of roles, of who reaches what, and of why, in German.
export const rights = { rights: {
  duty: { admin: 'Administration', 'user-access-admin': 'Zugangsverwaltung', auditor: 'Revision', member: 'Mitglied', guest: 'Gast' },
  dutyHelp: {
    admin: 'Verwaltet alles in der Organisation und sieht ohne Rolle auf einer Site keine Inhalte.',
    'user-access-admin': 'Gibt Mitgliedern und Gästen Zugang und pflegt Gruppen. Nie bei denen, die verwalten oder prüfen.',
    auditor: 'Sieht Personen, Rollen und das Protokoll ein. Ändert nichts und sieht keine Inhalte.',
  },
  roles: {
    title: 'Rollen', lead: 'Wer {{organization}} verwaltet, wer Zugang gibt und wer nur einsieht.', nobody: 'Niemand hat diese Rolle.',
    givenBy: 'Gegeben von {{name}}', given: '{{name}} hat jetzt die Rolle: {{role}}.', taken: '{{name}} hat die Rolle nicht mehr: {{role}}.', addTo: 'Jemanden hinzufügen: {{role}}',
  },
  person: {
    roles: 'Rollen und woher sie kommen', own: 'Der Person gegeben', through: 'Über die Gruppe {{group}}', organization: 'Organisation', site: 'Site {{site}}', product: '{{product}} auf {{site}}',
    groups: 'Gruppen', noGroups: 'In keiner Gruppe.', reach: 'Was erreicht diese Person?', reachHelp: 'Nennen Sie ein Projekt, einen Vorgang, einen Bereich oder eine Seite.', kind: 'Art', key: 'Schlüssel oder Nummer', ask: 'Fragen', joined: 'Dabei seit',
  },
  kind: { product: 'Produkt', project: 'Projekt', issue: 'Vorgang', space: 'Bereich', page: 'Seite' },
  products: { title: 'Zugang zu einem Produkt', help: 'Eine Rolle auf der Site öffnet beide Produkte. Hier geben Sie nur eines.', tracker: 'Tracker', wiki: 'Wiki' },
  nested: { title: 'Gruppen in dieser Gruppe', help: 'Ihre Personen zählen auch als Mitglieder.', none: 'Keine Gruppen darin.', partOf: 'Sie gehört zu: {{groups}}', gives: 'Was sie gibt', givesNothing: 'Sie gibt keine Rolle.', added: '{{name}} ist in der Gruppe.', removed: '{{name}} ist nicht mehr in der Gruppe.' },
  who: { title: 'Wer erreicht das?', find: 'Person suchen', level: { read: 'Darf lesen', write: 'Darf lesen und ändern', admin: 'Darf verwalten' }, nobody: 'Niemand.', total_one: '{{count}} Person', total_other: '{{count}} Personen' },
  why: {
    title: 'Warum?', yes: '{{name}}: {{level}}', no: '{{name}} erreicht das nicht', decides: 'Das entscheidet', setBy: 'Gesetzt von {{name}}', setByAt: 'Gesetzt von {{name}}, {{when}}',
    active: 'Das Konto ist aktiv', suspended: 'Das Konto ist gesperrt', role: 'Hat hier die Rolle {{role}}', noRole: 'Hat keine Rolle in diesem Produkt', administers: 'Verwaltet das Produkt und damit alles darin',
    grant: '{{where}}: {{level}}', noGrant: 'In {{where}} ist dieser Person nichts geöffnet', lets: 'Eine Einschränkung lässt diese Person durch', stopsRead: 'Eine Einschränkung verschließt es für diese Person', stopsWrite: 'Eine Einschränkung lässt diese Person nur lesen',
    inherited: 'Sie steht auf einer Seite darüber', through: 'über {{names}}', everyone: 'alle auf der Site', self: 'die Person',
  },
} };
