// German words of queries, saved filters and dashboards.
export const query = {
  query: {
    offers: 'Was folgen kann',
    offered_one: '{{count}} Vorschlag', offered_other: '{{count}} Vorschläge',
    help: 'Pfeile wählen, Tab übernimmt. Zum Beispiel: assignee in membersOf("team") AND status WAS "In Progress" ORDER BY updated',
    hint: { field: 'Feld', operator: 'Vergleich', function: 'Funktion', value: 'Wert', word: 'Wort' },
    found_one: '{{shown}} Vorgang', found_other: '{{shown}} Vorgänge',
  },
  filters: {
    title: 'Gespeicherte Filter', lead: 'Abfragen, die Sie oder andere aufheben. Ein Stern holt eine für Sie nach oben.', find: 'Filter finden', mine: 'Meine', starred: 'Mit Stern', all: 'Alle', which: 'Welche Filter',
    name: 'Name', owner: 'Gehört', sharedWith: 'Geteilt mit', stars: 'Sterne', description: 'Beschreibung', jql: 'Abfrage',
    star: '{{name}} einen Stern geben', unstar: '{{name}} den Stern nehmen', save: 'Als Filter speichern', saveTitle: 'Diese Abfrage speichern', edit: 'Bearbeiten', editTitle: 'Filter bearbeiten', saveChanges: 'In „{{name}}“ speichern', saved: 'Filter „{{name}}“ gespeichert.', deleted: 'Filter „{{name}}“ gelöscht.',
    delete: 'Löschen', deleteTitle: 'Den Filter „{{name}}“ löschen?', deleteHelp: 'Abfragen und Übersichten, die ihn nennen, werden sagen, dass es ihn nicht mehr gibt. Er lässt sich nicht zurückholen.',
    nobody: 'Nur ich', everybody: 'Alle, die angemeldet sind', people: '{{count}} Personen oder Gruppen', visibility: 'Wer ihn sieht', nameNeeded: 'Geben Sie einen Namen an.', queryNeeded: 'Schreiben Sie eine Abfrage.',
    none: 'Keine Filter hier', noneHelp: 'Suchen Sie Vorgänge und speichern Sie die Abfrage: So wird sie ein Filter, den Sie teilen können.', open: 'Vorgänge suchen', actions: 'Aktionen für {{name}}', showing: 'Filter: {{name}}', changed: 'geändert',
  },
  dashboards: {
    title: 'Übersichten', lead: 'Zahlen über Vorgänge nebeneinander, für Sie oder für andere.', create: 'Neue Übersicht', created: 'Übersicht „{{name}}“ angelegt.', rename: 'Übersicht bearbeiten', none: 'Noch keine Übersicht', noneHelp: 'Eine Übersicht beantwortet die Fragen jeder Woche auf einen Blick.',
    copy: 'Kopieren', copied: 'Kopiert als „{{name}}“.', copyOf: 'Kopie von {{name}}', deleteTitle: 'Die Übersicht „{{name}}“ löschen?', deleteHelp: 'Was darauf ist, geht mit. Sie lässt sich nicht zurückholen.', deleted: 'Übersicht „{{name}}“ gelöscht.',
    add: 'Feld hinzufügen', empty: 'Noch nichts darauf', emptyHelp: 'Fügen Sie ein Feld hinzu: was angelegt und gelöst wurde, wie alt Vorgänge sind, was Ihres ist.', setUp: 'Einrichten', remove: 'Entfernen', moveUp: 'Nach oben', moveDown: 'Nach unten', moveOver: 'In die andere Spalte', gadgetActions: 'Aktionen für „{{name}}“', removed: '„{{name}}“ entfernt.',
    kind: 'Was es zeigt', gadgetTitle: 'Titel', queryHelp: 'Leer heißt: alle Vorgänge, die Sie sehen.', days: 'Tage', by: 'Gezählt nach', table: 'Als Tabelle', value: 'Wert', count: 'Vorgänge', day: 'Tag', share: 'Anteil', more: 'Alle in der Liste', others: 'Andere', nobody: 'Niemand', nothing: 'Keine',
    modules: { 'created-resolved': 'Angelegt und gelöst', age: 'Alter offener Vorgänge', distribution: 'Vorgänge nach Feld', 'filter-results': 'Vorgänge einer Abfrage', 'my-work': 'Meine offene Arbeit' },
    fields: { status: 'Status', assignee: 'Zuständig', priority: 'Priorität', issuetype: 'Typ', reporter: 'Gemeldet von', resolution: 'Lösung', project: 'Projekt', component: 'Komponente', label: 'Stichwort' },
    createdLine: 'angelegt', resolvedLine: 'gelöst',
    answerFlow: '{{created}} angelegt und {{resolved}} gelöst in {{days}} Tagen', answerAge_one: '{{shown}} offener Vorgang, die Hälfte älter als {{median}} Tage', answerAge_other: '{{shown}} offene Vorgänge, die Hälfte älter als {{median}} Tage', answerNone: 'Keine Vorgänge',
    answerBy: 'Am häufigsten {{name}}: {{share}} von {{total}}', bucket: '{{from}} bis {{to}} Tage', bucketOver: 'über {{from}} Tage',
  },
};
