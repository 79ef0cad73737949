// Löschen und Rückgängigmachen, Aufbewahrung und Sperren, das Ende von Schlüsseln.
export const deletion = {
  deletion: {
    title: 'Gelöscht', lead: 'Gelöschte Sites und Produkte. Solange ihre Frist läuft, holt ein Klick alles zurück.', none: 'Nichts ist gelöscht', noneHelp: 'Gelöschte Sites und Produkte warten hier, bis ihre Frist abläuft.',
    what: 'Was', state: 'Zustand', until: 'Rückgängig bis', reason: 'Grund', actions: 'Aktionen', undo: 'Rückgängig', undoThis: 'Löschung von {{name}} rückgängig machen', undone: '{{name}} ist wieder da.', reviving: '{{name}} wird aus den Sicherungen zurückgeholt. Sie können die Seite verlassen.',
    stateIs: { deleting: 'Geschlossen', undone: 'Rückgängig gemacht', purging: 'Wird entfernt', purged: 'Entfernt, Schlüssel noch da', reviving: 'Kommt zurück', destroyed: 'Endgültig weg' },
    kind: { organization: 'Organisation', site: 'Site', product: 'Produkt' },
    delete: 'Site löschen', deleteTitle: '{{name}} löschen?', deleteProduct: '{{product}} löschen', goes: 'Damit verschwinden:', nothingInside: 'Es ist nichts darin.',
    count: { projects_one: '{{count}} Projekt', projects_other: '{{count}} Projekte', issues_one: '{{count}} Vorgang', issues_other: '{{count}} Vorgänge', spaces_one: '{{count}} Bereich', spaces_other: '{{count}} Bereiche', pages_one: '{{count}} Seite oder Kommentar', pages_other: '{{count}} Seiten und Kommentare', files_one: '{{count}} Datei', files_other: '{{count}} Dateien' },
    undoable: 'Ab jetzt kann niemand mehr hinein. Sie können das bis zum {{day}} in einem Schritt rückgängig machen; danach wird alles endgültig entfernt.', reasonHelp: 'Steht im Auditprotokoll.', deleted: '{{name}} ist gelöscht. Rückgängig bis zum {{day}}.',
    held: 'Eine Aufbewahrungs- oder Löschsperre liegt darauf: Löschen ist nicht möglich.', seeHolds: 'Sperren ansehen', isDeleted: 'Diese Site ist gelöscht', isDeletedHelp: 'Das lässt sich bis zum {{day}} rückgängig machen.',
    settings: 'Fristen', graceDays: 'Tage, in denen sich eine Löschung rückgängig machen lässt', graceHelp: '7 bis 90. Gilt für alles, was ab jetzt gelöscht wird.', keyDays: 'Tage, die Schlüssel nach der Freigabe ihrer Vernichtung warten', keyHelp: '7 bis 30.', range: 'Eine ganze Zahl von {{least}} bis {{most}}.',
  },
  keyEnd: {
    title: 'Ende von Schlüsseln', lead: 'Wird etwas entfernt, öffnen seine Schlüssel noch die Sicherungen. Sind die Schlüssel vernichtet, bringt es nichts mehr zurück. Zwei Personen entscheiden, und bis zum Tag selbst lässt es sich abbrechen.',
    none: 'Keine Schlüssel zu vernichten', noneHelp: 'Schlüssel von Entferntem erscheinen hier.', due: 'Vernichtet am', asked: 'Angefragt', approve: 'Freigeben', approveThis: 'Vernichtung der Schlüssel von {{name}} freigeben', cancel: 'Abbrechen', cancelThis: 'Vernichtung der Schlüssel von {{name}} abbrechen', ask: 'Erneut anfragen', askThis: 'Vernichtung der Schlüssel von {{name}} erneut anfragen',
    certificate: 'Zertifikat', certificateOf: 'Zertifikat zu {{name}} speichern', approveTitle: 'Schlüssel von {{name}} vernichten?', approveHelp: 'Sie werden in {{days}} Tagen vernichtet, wenn es niemand abbricht. Danach bringt nichts {{name}} zurück, auch keine Sicherung.', typeName: 'Zum Freigeben den Namen eingeben', approved: 'Freigegeben. Bis dahin lässt es sich abbrechen.', cancelled: 'Abgebrochen. Die Schlüssel bleiben.', askedAgain: 'Angefragt. Eine zweite Person muss freigeben.', alone: 'allein freigegeben',
    stateIs: { requested: 'Wartet auf Freigabe', pending: 'Freigegeben', cancelled: 'Abgebrochen', destroying: 'Wird vernichtet', destroyed: 'Vernichtet' },
  },
  holds: {
    title: 'Aufbewahrung und Sperren', lead: 'Eine Aufbewahrungssperre verhindert, dass Gelöschtes endgültig verschwindet. Eine Löschsperre verhindert schon das Löschen. Zum Öffnen braucht es zwei Personen und einen Tag.', none: 'Nichts ist gesperrt', noneHelp: 'Setzen Sie eine Sperre, bevor etwas Wichtiges verloren gehen kann.',
    place: 'Sperre setzen', placeTitle: 'Aufbewahrung oder Sperre setzen', kind: { legal_hold: 'Aufbewahrungssperre', deletion_lock: 'Löschsperre' }, kindLabel: 'Wirkung', kindHelp: { legal_hold: 'Löschen bleibt möglich, aber nichts verschwindet endgültig.', deletion_lock: 'Nichts kann gelöscht werden.' },
    on: 'Gilt für', whole: 'Die ganze Organisation', site: 'Eine Site', chooseSite: 'Site', container: { tracker: 'Projekt {{id}}', wiki: 'Bereich {{id}}' }, reason: 'Grund', reasonHelp: 'Nur für Administration und Revision lesbar.', placed: 'Die Sperre gilt.', since: 'Seit', state: 'Zustand',
    stateIs: { active: 'Gilt', opening: 'Öffnen angefragt', released: 'Geöffnet' }, opensAt: 'Öffnet am {{day}}', waits: 'Wartet auf eine zweite Person', open: 'Öffnen anfragen', openThis: 'Öffnen anfragen: Sperre „{{reason}}“', approve: 'Öffnen freigeben', approveThis: 'Öffnen freigeben: Sperre „{{reason}}“', keep: 'Behalten', keepThis: 'Sperre „{{reason}}“ behalten',
    asked: 'Angefragt. Eine zweite Person muss freigeben.', approved: 'Sie öffnet in einem Tag. Bis dahin kann sie jeder behalten.', kept: 'Die Sperre bleibt.', actions: 'Aktionen',
  },
  wikiTrash: {
    title: 'Papierkorb', lead: 'Gelöschte Seiten, Beiträge und Dateien dieses Bereichs. Sie kommen mit allem darunter zurück.', spaces: 'Gelöschte Bereiche', spacesLead: 'Gelöschte Bereiche, die Sie verwalten.', empty: 'Der Papierkorb ist leer', emptyHelp: 'Gelöschtes wartet hier, bis seine Frist abläuft.', what: 'Was', by: 'Gelöscht von', until: 'Aufbewahrt bis', actions: 'Aktionen',
    restore: 'Zurückholen', restoreThis: '„{{title}}“ zurückholen', restored: '„{{title}}“ ist wieder da.', renamed: 'Sie heißt jetzt „{{title}}“, weil der Titel inzwischen vergeben war.', together_one: 'mit {{count}} Seite', together_other: 'zusammen {{count}} Seiten', files: 'Dateien', filesEmpty: 'Keine gelöschten Dateien.', onIssue: 'an {{key}}',
  },
};
