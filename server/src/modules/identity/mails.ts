/** The texts of identity's mails in the three languages. Plain text: nothing to render, nothing to phish with. */
import type { Locale } from '../directory/index.ts';
import type { Mail } from '../../kernel/mail/index.ts';

/** One line only: a name must not be able to add headers or paragraphs of its own. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim().slice(0, 200);

export function invitationMail(facts: { to: string; locale: Locale; organization: string; inviter: string | null; link: string; expiresAt: Date }): Mail {
  const organization = oneLine(facts.organization);
  const inviter = facts.inviter === null ? null : oneLine(facts.inviter);
  const until = new Intl.DateTimeFormat(facts.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(facts.expiresAt);
  const texts: Record<Locale, Mail> = {
    en: { to: facts.to, subject: `Invitation to ${organization}`, text: `${inviter ?? 'An administrator'} invites you to ${organization} on Holdfast.\n\nAccept the invitation:\n${facts.link}\n\nThe link works until ${until}. If you did not expect this mail, do nothing.\n` },
    fr: { to: facts.to, subject: `Invitation à rejoindre ${organization}`, text: `${inviter ?? 'Un administrateur'} vous invite à rejoindre ${organization} sur Holdfast.\n\nAccepter l’invitation :\n${facts.link}\n\nLe lien est valable jusqu’au ${until}. Si vous n’attendiez pas ce message, ignorez-le.\n` },
    de: { to: facts.to, subject: `Einladung zu ${organization}`, text: `${inviter ?? 'Eine Administratorin oder ein Administrator'} lädt Sie zu ${organization} auf Holdfast ein.\n\nEinladung annehmen:\n${facts.link}\n\nDer Link gilt bis zum ${until}. Wenn Sie diese Mail nicht erwartet haben, tun Sie nichts.\n` },
  };
  return texts[facts.locale];
}

export function passwordResetMail(facts: { to: string; locale: Locale; link: string }): Mail {
  const texts: Record<Locale, Mail> = {
    en: { to: facts.to, subject: 'Set a new password', text: `Somebody, hopefully you, asked for a new password for your Holdfast account.\n\nSet it here:\n${facts.link}\n\nThe link works for one hour and once. If it was not you, do nothing.\n` },
    fr: { to: facts.to, subject: 'Définir un nouveau mot de passe', text: `Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte Holdfast.\n\nLe définir ici :\n${facts.link}\n\nLe lien est valable une heure et une seule fois. Si ce n’était pas vous, ignorez ce message.\n` },
    de: { to: facts.to, subject: 'Neues Passwort festlegen', text: `Jemand, hoffentlich Sie, hat ein neues Passwort für Ihr Holdfast-Konto angefordert.\n\nHier festlegen:\n${facts.link}\n\nDer Link gilt eine Stunde und nur einmal. Wenn Sie es nicht waren, tun Sie nichts.\n` },
  };
  return texts[facts.locale];
}
