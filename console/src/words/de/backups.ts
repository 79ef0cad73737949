// Sicherungen: anlegen, abholen, aufbewahren.
import type { backups as source } from '../en/backups.ts';

export const backups: typeof source = {
  backups: {
    title: 'Sicherungen', lead: 'Eine Kopie dessen, was eine Site enthält, als eigene Datei. Sie entsteht im Hintergrund; Sie können diese Seite verlassen.', siteFirst: 'Für eine Sicherung braucht es eine Site.', site: 'Von welcher Site',
    make: 'Sicherung anlegen', what: 'Was', everything: 'Alle Produkte der Site', keys: 'Nur diese Projekte oder Bereiche', keysHelp: 'Ihre Schlüssel, durch Kommas getrennt. Leer heißt alle.',
    format: 'Format', xml: 'XML: auch Jira und Confluence lesen es', native: 'Nativ: jede Tabelle, lesbar', sealed: 'Nativ, versiegelt: nur mit Ihren Schlüsseln zu öffnen', keepDays: 'So viele Tage aufbewahren', repeat: 'Wie oft', once: 'Einmal, jetzt', daily: 'Jeden Tag', weekly: 'Jede Woche', hourly: 'Jede Stunde',
    lock: 'Im Tresor sperren', lockHelp: 'Niemand entfernt sie vor Ablauf, weder Sie noch die Plattform.',
    actions: 'Aktionen',
    begun_one: '{{count}} Sicherung begonnen.', begun_other: '{{count}} Sicherungen begonnen.', list: 'Bisherige Sicherungen', none: 'Noch keine Sicherung dieser Site', noneHelp: 'Legen Sie oben eine an, oder lassen Sie sie von selbst entstehen.',
    file: 'Datei', state: 'Zustand', size: 'Größe', made: 'Angelegt', until: 'Aufbewahrt bis', records_one: '{{shown}} Datensatz', records_other: '{{shown}} Datensätze', rate: '{{rate}} je Sekunde', progressOf: 'Fortschritt von {{name}}',
    states: { waiting: 'Wartet', running: 'Entsteht', done: 'Fertig', failed: 'Gescheitert', cancelled: 'Angehalten', removed: 'Entfernt' },
    download: 'Herunterladen', downloadOf: '{{name}} herunterladen', cancel: 'Anhalten', cancelOf: '{{name}} anhalten', cancelled: 'Die Sicherung hält an.', remove: 'Entfernen', removeOf: '{{name}} entfernen', removeTitle: 'Diese Sicherung entfernen?',
    removeHelp: '{{name}} ist danach endgültig weg. Was die Site enthält, bleibt, wie es ist.', removed: 'Sicherung entfernt.',
    schedules: 'Von selbst', noSchedules: 'Nichts wird von selbst gesichert.', next: 'Nächste', every: 'Alle {{hours}} Stunden', all: 'Alle Produkte', stop: 'Beenden', stopOf: 'Zeitplan für {{what}} beenden', stopTitle: 'Diesen Zeitplan beenden?', stopHelp: 'Seine Sicherungen bleiben, bis ihre Zeit um ist.', stopped: 'Zeitplan beendet.', scheduled: 'Zeitplan angelegt. Die erste Sicherung beginnt sofort.', problem: 'Die letzte konnte nicht entstehen: {{code}}',
  },
};
