// Words of recovery, in German.
export const recovery = {
  recovery: {
    lead: 'Wählen Sie einen Zeitpunkt, sehen Sie sich die Site von damals an und planen Sie, was zurückkommen soll. Geändert wird erst, wenn Sie es im Plan bestätigen.',
    siteFirst: 'Zurückholen lässt sich nur, was auf einer Site liegt.',
    site: 'Site', product: 'Produkt', when: 'Wann', moment: 'Zeitpunkt', momentHelp: 'Jede Sekunde von {{from}} bis {{to}}.', span: 'Wie viel Zeit die Achse zeigt',
    spans: { hour: 'Eine Stunde', day: 'Ein Tag', week: 'Eine Woche', month: 'Ein Monat' },
    chart: 'Änderungen im Lauf der Zeit: {{changes}} insgesamt, davon {{removed}} Löschungen, {{restores}} Wiederherstellungen', keyChanged: 'Angelegt oder geändert', keyRemoved: 'Gelöscht', keyRestore: 'Wiederherstellung',
    asItWas: 'Stand vom {{at}}', asItIs: 'Heutiger Stand', project: 'Projekt', space: 'Bereich', items: 'Einträge', now: 'Heute', nowIs: { there: 'Noch da', trashed: 'Im Papierkorb', gone: 'Weg' },
    act: 'Zurückholen', planThis: 'Wiederherstellung planen', planOf: 'Wiederherstellung planen: {{name}}', planAll: 'Alles planen', nothingThen: 'Zu diesem Zeitpunkt gab es hier nichts.', itemsOf: 'In {{name}}', noItems: 'Es war leer.',
    restores: 'Bisherige Wiederherstellungen', noRestores: 'Auf dieser Site wurde noch nichts wiederhergestellt.', what: 'Was', asAt: 'Stand vom', state: 'Zustand', made: 'Geplant', one: 'Wiederherstellung',
    states: { waiting: 'Wird ausgearbeitet', ready: 'Bereit', applying: 'Läuft', done: 'Fertig', failed: 'Abgelehnt', expired: 'Abgelaufen' },
    workingOut: 'Es wird ermittelt, was sich ändern würde', applyingNow: 'Wird zurückgeholt', rowsSoFar: 'Bisher {{rows}} Zeilen', rowsOf: '{{done}} von {{total}} Zeilen', safeToLeave: 'Sie können diese Seite verlassen, es geht ohne Sie weiter.',
    refused: 'Abgelehnt, geändert wurde nichts', nothingYet: 'Noch ist nichts geändert. Dieser Plan gilt bis {{until}}.', doneHelp: 'Es ist wieder wie damals. War das nicht gemeint, planen Sie den Rückweg.', restoreHere: 'Hier wiederherstellen', undo: 'Rückweg planen',
    byKind: 'Nach Art', byItem: 'Nach Eintrag', kind: 'Art', op: { created: 'Kommt zurück', changed: 'Ändert sich', removed: 'Verschwindet' }, kept: 'Anderswo', accessLeft: 'Zugriff bleibt',
    compare: 'Vergleichen', compareOf: '{{name}} damals und heute vergleichen', notThere: 'Gibt es nicht.', differs: 'anders',
    kinds: { project: 'Projekte', space: 'Bereiche', issue: 'Vorgänge', page: 'Seiten, Beiträge, Kommentare und Dateien', comment: 'Kommentare', attachment: 'Dateien', history: 'Verlauf', label: 'Stichwörter', link: 'Verknüpfungen', worklog: 'Zeiteinträge', access: 'Zugriff' },
    field: { title: 'Titel', text: 'Text', environment: 'Umgebung', status: 'Status', comment: 'Kommentar', attachment: 'Datei' },
  },
};
