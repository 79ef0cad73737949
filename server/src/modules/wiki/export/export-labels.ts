/** The words that an export adds to a page, in the languages of the platform. */
import { englishLabels, type HtmlLabels } from '../../richtext/index.ts';

export interface ExportLabels extends HtmlLabels {
  /** Above a list of issues. */
  readonly issueColumns: readonly [string, string, string, string, string];
}

export const exportLabels: Readonly<Record<'en' | 'fr' | 'de', ExportLabels>> = {
  en: { ...englishLabels, issueColumns: ['Key', 'Summary', 'Type', 'Status', 'Assignee'] },
  fr: { info: 'Info', note: 'Note', tip: 'Conseil', success: 'Succès', warning: 'Attention', error: 'Erreur', done: 'Fait', open: 'À faire', decision: 'Décision', details: 'Détails', contents: 'Sommaire', table: 'Tableau', file: 'Fichier', issueColumns: ['Clé', 'Résumé', 'Type', 'État', 'Responsable'] },
  de: { info: 'Info', note: 'Hinweis', tip: 'Tipp', success: 'Erfolg', warning: 'Warnung', error: 'Fehler', done: 'Erledigt', open: 'Offen', decision: 'Entscheidung', details: 'Einzelheiten', contents: 'Inhalt', table: 'Tabelle', file: 'Datei', issueColumns: ['Schlüssel', 'Zusammenfassung', 'Typ', 'Status', 'Zuständig'] },
};
