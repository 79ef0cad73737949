/** Mails about what cannot be undone once it is done: short, in three languages, with the date up to which somebody can say no. */
import type { Mail } from '../kernel/mail/index.ts';
import type { Locale } from '../modules/directory/index.ts';
import type { NoticeKind } from '../modules/tenancy/index.ts';

export interface NoticeFacts {
  readonly to: string;
  readonly locale: Locale;
  readonly kind: NoticeKind;
  readonly id: string;
  /** When it happens; null where somebody has yet to approve. */
  readonly at: Date | null;
  /** Nobody else could approve. */
  readonly alone: boolean;
  readonly link: string;
}

const subjects: Readonly<Record<NoticeKind, Readonly<Record<Locale, string>>>> = {
  hold_opening: { en: 'A hold is to be opened', fr: 'Une conservation va être levée', de: 'Eine Aufbewahrungssperre soll geöffnet werden' },
  key_destruction: { en: 'Keys are to be destroyed', fr: 'Des clés vont être détruites', de: 'Schlüssel sollen vernichtet werden' },
  deletion_plan: { en: 'A deletion of many places is approved', fr: 'Une suppression en nombre est approuvée', de: 'Eine Löschung vieler Orte ist freigegeben' },
};
const what: typeof subjects = {
  hold_opening: {
    en: 'Somebody asks to open a legal hold or a deletion lock. Once it is open, what it keeps can be deleted.', fr: 'Quelqu’un demande à lever une conservation légale ou un verrou de suppression. Une fois levé, ce qu’il protège pourra être supprimé.',
    de: 'Jemand bittet darum, eine Aufbewahrungssperre oder Löschsperre zu öffnen. Danach kann gelöscht werden, was sie schützt.',
  },
  key_destruction: {
    en: 'The keys of a place that was purged will be destroyed. After that nothing can bring its content back, backups included.', fr: 'Les clés d’un espace purgé seront détruites. Ensuite, rien ne pourra rétablir son contenu, pas même les sauvegardes.',
    de: 'Die Schlüssel eines endgültig gelöschten Ortes werden vernichtet. Danach bringt nichts seinen Inhalt zurück, auch keine Sicherung.',
  },
  deletion_plan: {
    en: 'A plan that deletes many places may run. Each can be undone while its grace lasts, and the plan can be stopped.', fr: 'Un plan qui supprime de nombreux espaces peut être exécuté. Chaque suppression reste annulable pendant son délai, et le plan peut être arrêté.',
    de: 'Ein Plan, der viele Orte löscht, darf ausgeführt werden. Jede Löschung lässt sich innerhalb ihrer Frist rückgängig machen, und der Plan lässt sich anhalten.',
  },
};
const lines: Readonly<Record<Locale, { readonly alone: string; readonly at: (date: string) => string; readonly waits: string; readonly look: string }>> = {
  en: { alone: 'There is no second administrator, so it waits and you are told instead.', at: (date) => `It happens on ${date} (UTC), unless somebody stops it before.`, waits: 'It waits for the approval of a second person.', look: 'Look at it, and stop it if it is wrong' },
  fr: { alone: 'Il n’y a pas de second administrateur : l’opération attend et vous en êtes informé.', at: (date) => `Cela aura lieu le ${date} (UTC), sauf si quelqu’un l’arrête avant.`, waits: 'L’approbation d’une seconde personne est attendue.', look: 'Vérifiez, et arrêtez si c’est une erreur' },
  de: { alone: 'Es gibt keine zweite Administration; deshalb wartet es, und Sie werden stattdessen benachrichtigt.', at: (date) => `Es geschieht am ${date} (UTC), wenn es niemand vorher anhält.`, waits: 'Es wartet auf die Freigabe durch eine zweite Person.', look: 'Prüfen Sie es, und halten Sie es an, wenn es falsch ist' },
};

export function noticeMail(facts: NoticeFacts): Mail {
  const own = lines[facts.locale];
  const date = facts.at === null ? null : new Intl.DateTimeFormat(facts.locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(facts.at);
  const told = [what[facts.kind][facts.locale], ...(facts.alone ? [own.alone] : []), date === null ? own.waits : own.at(date), `${own.look} (${facts.id}):\n${facts.link}`];
  return { to: facts.to, subject: subjects[facts.kind][facts.locale], text: `${told.join('\n\n')}\n` };
}
