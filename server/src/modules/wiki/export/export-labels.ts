/** The words that a renderer adds to an exported page, in the languages of the platform. */
import { englishLabels, type HtmlLabels } from '../../richtext/index.ts';

export const exportLabels: Readonly<Record<'en' | 'fr' | 'de', HtmlLabels>> = {
  en: englishLabels,
  fr: { info: 'Info', note: 'Note', tip: 'Conseil', success: 'Succès', warning: 'Attention', error: 'Erreur', done: 'Fait', open: 'À faire', decision: 'Décision', details: 'Détails', contents: 'Sommaire', table: 'Tableau', file: 'Fichier' },
  de: { info: 'Info', note: 'Hinweis', tip: 'Tipp', success: 'Erfolg', warning: 'Warnung', error: 'Fehler', done: 'Erledigt', open: 'Offen', decision: 'Entscheidung', details: 'Einzelheiten', contents: 'Inhalt', table: 'Tabelle', file: 'Datei' },
};
