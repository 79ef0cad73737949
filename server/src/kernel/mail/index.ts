/**
 * Outgoing mail. The outside has two shapes: an SMTP server, or a folder of `.eml` files for a first installation
 * and for tests. A mail is made and handed over in one go; nothing waits in a queue with its text.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Clock } from '../time/index.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Resolves when the server has taken the mail. */
  send(mail: Mail): Promise<void>;
  /** Says where mail goes, for people; no secrets. */
  readonly describe: string;
  close(): void;
}

export function createSmtpMailer(options: { readonly url: string; readonly from: string }): Mailer {
  const transport = createTransport({ url: options.url, pool: true, maxConnections: 2, connectionTimeout: 10_000, socketTimeout: 30_000, disableFileAccess: true, disableUrlAccess: true });
  return {
    describe: `SMTP server ${new URL(options.url).host}`,
    send: async (mail) => {
      await transport.sendMail({ from: options.from, to: mail.to, subject: mail.subject, text: mail.text });
    },
    close: () => transport.close(),
  };
}

/** Writes each mail as a file that only this user can read; `name` sorts by time. */
export function createFolderMailer(options: { readonly folder: string; readonly from: string; readonly clock: Clock }): Mailer {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return {
    describe: 'the mail folder',
    async send(mail) {
      const { message } = await composer.sendMail({ from: options.from, to: mail.to, subject: mail.subject, text: mail.text, date: options.clock.now() });
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      const name = `${options.clock.now().toISOString().replaceAll(/[:.]/g, '-')}-${randomBytes(4).toString('hex')}`;
      const draft = join(options.folder, `.${name}`);
      await writeFile(draft, message, { mode: 0o600 });
      await rename(draft, join(options.folder, `${name}.eml`));
    },
    close: () => undefined,
  };
}
