/** Identity's mails reach a real SMTP server, later when it is down, in the language of whoever sends or asks. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmtpMailer } from '../../kernel/mail/index.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { invitationMail, passwordResetMail } from './mails.ts';

interface MailServer {
  readonly port: number;
  readonly received: { readonly from: string; readonly to: readonly string[]; readonly text: string }[];
  stop(): Promise<void>;
}

async function startMailServer(port = 0): Promise<MailServer> {
  const received: MailServer['received'] = [];
  const server = new SMTPServer({
    authOptional: true, closeTimeout: 200, disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (piece: Buffer) => { text += piece.toString(); });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map((one) => one.address), text });
        done();
      });
    },
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo; // it listens on a port
  return { port: address.port, received, stop: () => new Promise((resolve) => server.close(() => { resolve(); })) };
}

/** Quoted-printable as people see it. */
const readable = (text: string): string => Buffer.from(text.replaceAll(/=\r?\n/g, '').replaceAll(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString();

const clock = new ManualClock(new Date('2026-05-04T08:00:00Z'));
let server: MailServer;
let platform: TestPlatform;
let acme: TestOrganization;
beforeAll(async () => {
  server = await startMailServer();
  platform = await createTestPlatform({ clock, work: false, mailer: createSmtpMailer({ url: `smtp://127.0.0.1:${String(server.port)}`, from: 'Holdfast <holdfast@example.test>' }) });
  acme = await platform.organization('letters');
});
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await server.stop();
});

const invite = (email: string) => acme.admin.post(`/api/v1/orgs/${acme.id}/invitations`, { emails: [email] });

describe('mail by SMTP', () => {
  it('arrives, from the configured sender, to the one who is invited and nobody else', async () => {
    expect((await invite('ann@example.test')).status).toBe(201);
    await platform.outbox.drain();
    expect(server.received).toMatchObject([{ from: 'holdfast@example.test', to: ['ann@example.test'] }]);
    expect(server.received[0]?.text).toContain('Subject: Invitation to Organization letters');
  });

  it('that cannot be delivered is delivered when the server is back, with a link that works', async () => {
    const { port } = server;
    await server.stop();
    expect((await invite('late@example.test')).status).toBe(201);
    await platform.outbox.drain();
    server = await startMailServer(port);
    await platform.outbox.drain();
    expect(server.received).toEqual([]);
    clock.advanceMs(60_000);
    await platform.outbox.drain();
    expect(server.received).toMatchObject([{ to: ['late@example.test'] }]);
    const secret = /\/invitation\/([\w-]+)/.exec(readable(server.received[0]?.text ?? ''))?.[1] ?? '';
    expect((await platform.anonymous.get(`/api/v1/invitations/${secret}`)).json).toMatchObject({ email: 'late@example.test' });
  });

  it('speaks the language of the person who invites', async () => {
    const signIn = await platform.anonymous.post('/api/v1/session', { email: acme.admin.email, password: acme.admin.password });
    const cookie = String(signIn.headers['set-cookie']).split(';')[0] ?? '';
    const csrf = String((await platform.anonymous.get('/api/v1/me', { cookie })).json.csrfToken);
    for (const [locale, words] of [['fr', 'vous invite à rejoindre'], ['de', 'Der Link gilt bis zum 11. Mai 2026'], ['en', 'Accept the invitation']] as const) {
      expect((await platform.anonymous.patch('/api/v1/me', { locale }, { cookie, 'x-csrf-token': csrf })).status).toBe(200);
      await invite(`${locale}@example.test`);
      await platform.outbox.drain();
      expect(server.received.at(-1)?.to).toEqual([`${locale}@example.test`]);
      expect(readable(server.received.at(-1)?.text ?? '')).toContain(words);
    }
  });
});

describe('the text of a mail', () => {
  const facts = { to: 'ann@example.test', organization: 'Acme\r\nBcc: everybody@example.test\u2028', inviter: 'Eve\n\nClick https://evil.example', link: 'https://holdfast.example/invitation/x', expiresAt: new Date('2026-05-11T08:00:00Z') };

  it.each(['en', 'fr', 'de'] as const)('in %s keeps names on one line and in their place', (locale) => {
    const mail = invitationMail({ ...facts, locale });
    expect(mail.subject).not.toMatch(/[\r\n\u2028]/);
    expect(mail.text.split('\n')[0]).toContain('Eve Click https://evil.example');
    expect(mail.text).toContain(`\n${facts.link}\n`);
    expect(passwordResetMail({ to: facts.to, locale, link: facts.link }).text).toContain(`\n${facts.link}\n`);
  });
});
