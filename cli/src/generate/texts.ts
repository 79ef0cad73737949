/** Words, sentences and names as people write them at work, in three languages; markup as the two export formats carry it. */
import type { Random } from './random.ts';

const vocabulary = {
  en: 'the release plan needs a review before customers see it because invoices were sent twice and nobody knows which region answered first while search was slow during the morning backup of every tenant in production but our team found the missing index and wrote a test for it'.split(' '),
  de: 'die Prüfung der Rechnung dauert zu lange weil der Zugriff auf das Archiv über zwei Standorte läuft und niemand weiß welche Übersicht zuletzt geändert wurde deshalb möchten wir größere Schritte vermeiden'.split(' '),
  fr: 'la réunion a été déplacée après la mise à jour du tableau où chaque équipe note ses tâches à venir et le déploiement reste prévu pour le début du mois malgré les problèmes de réseau'.split(' '),
} as const;
const languages = ['en', 'en', 'en', 'de', 'fr'] as const;
const subjects = ['Login', 'Export', 'Search', 'Invoice', 'Backup', 'Dashboard', 'Editor', 'Mobile app', 'Permission', 'Import', 'Notification', 'Audit log', 'API', 'Übersicht', 'Recherche', 'Kalender'];
const faults = ['fails for large files', 'is slow after the update', 'shows the wrong date', 'needs a second step', 'loses its filter', 'should remember the last choice', 'is not translated', 'breaks at 390 px', 'must be documented', 'should be measured', 'wartet auf Freigabe', 'ne répond plus'];
const givenNames = ['Ada', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Femi', 'Grace', 'Hana', 'Ingrid', 'Jonas', 'Kofi', 'Lucía', 'Mateo', 'Nadia', 'Oskar', 'Priya', 'Quentin', 'Rosa', 'Søren', 'Tomás', 'Uma', 'Viktor', 'Wei', 'Xenia', 'Yusuf', 'Zoë'];
const familyNames = ['Abe', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Haddad', 'Ito', 'Jansen', 'Kowalski', 'Lefèvre', 'Müller', 'Novák', 'Okafor', 'Petrov', 'Rossi', 'Silva', 'Tanaka', 'Weber'];

/** For text between tags and in attributes. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function personName(random: Random): string {
  return `${random.pick(givenNames)} ${random.pick(familyNames)}`;
}

export function summary(random: Random): string {
  return `${random.pick(subjects)} ${random.pick(faults)}`;
}

export function sentence(random: Random): string {
  const words = vocabulary[random.pick(languages)];
  const from = random.below(words.length);
  const text = Array.from({ length: 6 + random.below(14) }, (_, index) => words[(from + index) % words.length]).join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function paragraph(random: Random): string {
  return Array.from({ length: 1 + random.below(5) }, () => sentence(random)).join(' ');
}

/** Jira's wiki markup. */
export function markup(random: Random): string {
  const parts = [paragraph(random)];
  if (random.chance(0.4)) parts.push(`h3. ${summary(random)}`, Array.from({ length: 2 + random.below(4) }, () => `* ${sentence(random)}`).join('\n'));
  if (random.chance(0.15)) parts.push(`{code:java}\nif (retries > ${String(random.below(9))}) throw new TimeoutException();\n{code}`);
  if (random.chance(0.15)) parts.push(`||Region||Count||\n|eu|${String(random.below(900))}|\n|us|${String(random.below(900))}|`);
  if (random.chance(0.3)) parts.push(`*${sentence(random)}* See [the notes|https://example.org/${String(random.below(999))}].`);
  return parts.join('\n\n');
}

/** Confluence's storage format. */
export function storage(random: Random, sections: number): string {
  const parts = [`<p>${escapeXml(paragraph(random))}</p>`];
  for (let section = 0; section < sections; section += 1) {
    parts.push(`<h2>${escapeXml(summary(random))}</h2>`, `<p>${escapeXml(paragraph(random))}</p>`);
    if (random.chance(0.4)) parts.push(`<ul>${Array.from({ length: 2 + random.below(5) }, () => `<li><p>${escapeXml(sentence(random))}</p></li>`).join('')}</ul>`);
    if (random.chance(0.2)) parts.push(`<ac:structured-macro ac:name="${random.pick(['info', 'note', 'tip', 'warning'])}"><ac:rich-text-body><p>${escapeXml(sentence(random))}</p></ac:rich-text-body></ac:structured-macro>`);
    if (random.chance(0.2)) parts.push(`<table><tbody><tr><th>Region</th><th>Count</th></tr><tr><td>eu</td><td>${String(random.below(900))}</td></tr></tbody></table>`);
  }
  return parts.join('');
}
