// Words of the rich editor, in German.
export const editor = {
  editor: {
    toolbar: 'Formatierung: {{label}}', context: 'Worin der Cursor steht', kind: 'Art des Textes', moreText: 'Weitere Formatierung', insert: 'Einfügen', apply: 'Übernehmen', nothingFound: 'Nichts gefunden.',
    paragraph: 'Normaler Text', headingOne: 'Überschrift 1', headingTwo: 'Überschrift 2', headingThree: 'Überschrift 3', headingFour: 'Überschrift 4', headingFive: 'Überschrift 5', headingSix: 'Überschrift 6',
    bold: 'Fett', italic: 'Kursiv', underline: 'Unterstrichen', strike: 'Durchgestrichen', code: 'Code', subscript: 'Tiefgestellt', superscript: 'Hochgestellt', textColour: 'Textfarbe', highlight: 'Hintergrundfarbe', noColour: 'Keine Farbe', clear: 'Formatierung entfernen',
    alignStart: 'Linksbündig', alignCenter: 'Zentriert', alignEnd: 'Rechtsbündig', indent: 'Weiter einrücken', outdent: 'Weniger einrücken',
    bulletList: 'Aufzählung', orderedList: 'Nummerierte Liste', taskList: 'Aufgabenliste', taskDone: 'Erledigt', decision: 'Entscheidung',
    link: 'Link', address: 'Adresse', badAddress: 'Geben Sie eine Web-Adresse, eine Mail-Adresse oder eine Adresse dieser Site ein.', unlink: 'Link entfernen',
    files: 'Bilder oder Dateien hinzufügen', file: 'Datei', mention: 'Jemanden erwähnen', emoji: 'Emoji', alt: 'Beschreibung des Bildes',
    table: 'Tabelle', codeBlock: 'Codeblock', language: 'Sprache', noLanguage: 'Keine Sprache', quote: 'Zitat', rule: 'Trennlinie', expand: 'Aufklappbarer Abschnitt', expandTitle: 'Titel des Abschnitts', removeExpand: 'Abschnitt auflösen, Inhalt behalten',
    panel: { info: 'Infokasten', note: 'Notizkasten', success: 'Erfolgskasten', warning: 'Warnkasten', error: 'Fehlerkasten' },
    panelKind: 'Kasten', removePanel: 'Kasten auflösen, Inhalt behalten',
    status: 'Status', statusText: 'Statustext', colour: 'Farbe', date: 'Datum', columnsTwo: 'Zwei Spalten', columnsThree: 'Drei Spalten', contents: 'Inhaltsverzeichnis', noHeadings: 'Hier erscheinen die Überschriften dieser Seite.', include: 'Seite einbinden', issueList: 'Liste von Vorgängen', childPages: 'Seiten darunter',
    rowAbove: 'Zeile darüber einfügen', rowBelow: 'Zeile darunter einfügen', columnBefore: 'Spalte davor einfügen', columnAfter: 'Spalte danach einfügen', deleteRow: 'Zeile löschen', deleteColumn: 'Spalte löschen', mergeCells: 'Zellen verbinden', splitCell: 'Zelle teilen', headerRow: 'Kopfzeile ein oder aus', headerColumn: 'Kopfspalte ein oder aus', deleteTable: 'Tabelle löschen',
    shade: { grey: 'Grau', red: 'Rot', orange: 'Orange', yellow: 'Gelb', green: 'Grün', teal: 'Petrol', blue: 'Blau', purple: 'Violett', magenta: 'Magenta' },
    layout: { name: 'Platzierung', center: 'Zentriert', wide: 'Breit', full: 'Volle Breite', start: 'Links', end: 'Rechts', wrapLeft: 'Links, Text daneben', wrapRight: 'Rechts, Text daneben' },
    remove: '{{name}} entfernen', keptAsItIs: 'bleibt, wie es ist',
  },
};
