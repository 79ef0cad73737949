/**
 * The stage on which scenarios of commands play: an organization with a site, its administrator, people who may only
 * read, a space and a project. It is set up through the doors alone, so it stands in process and over HTTP alike.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Mail } from '../../../src/kernel/mail/index.ts';
import type { TestClient } from '../../../src/main/testing/test-client.ts';
import type { Canaries } from './canaries.ts';

export interface ScenePerson extends TestClient {
  readonly account: string;
  readonly email: string;
  readonly password: string;
}

export interface SceneOptions {
  readonly connect: (headers: Readonly<Record<string, string>>) => TestClient;
  /** Mails sent so far, the newest last. */
  readonly mails: () => readonly Mail[] | Promise<readonly Mail[]>;
  readonly canaries: Canaries;
  /** The one-time code of a platform that nobody has set up yet. */
  readonly setupCode: string;
}

export interface Scene {
  readonly organization: string;
  readonly site: string;
  /** `/ex/jira/{site}/rest/api/3` */
  readonly jira: string;
  /** `/ex/confluence/{site}/wiki/api/v2` and `…/rest/api` */
  readonly wiki: string;
  readonly oldWiki: string;
  readonly anonymous: TestClient;
  readonly admin: ScenePerson;
  /** Group of people who may read the scene's space and project and nothing more. */
  readonly readers: string;
  /** A canary for a field that is content. */
  text(label: string): string;
  /** A number that no other call gave: for keys, addresses and names that are declared plain. */
  number(): number;
  /** Somebody who sees everything of the scene and may change nothing; a few calls each, because refusals are recorded at a limited rate. */
  reader(): Promise<ScenePerson>;
  /** The same, with an API token that carries no scope but `read:audit`. */
  narrow(): Promise<TestClient>;
  person(options?: { readonly role?: 'guest' | 'member' | 'admin'; readonly site?: 'guest' | 'member' | 'admin'; readonly groups?: readonly string[] }): Promise<ScenePerson>;
  /** The same person by a cookie session. */
  signIn(person: { readonly email: string; readonly password: string }): Promise<TestClient>;
  /** The secret of the newest link that was sent there. */
  linkSentTo(email: string, after?: number): Promise<string>;
  mailCount(email: string): Promise<number>;
}

const allScopes = ['read:tracker', 'write:tracker', 'read:wiki', 'write:wiki', 'read:admin', 'write:admin', 'read:audit'];
const usesOfReader = 12;

async function signIn(connect: SceneOptions['connect'], person: { readonly email: string; readonly password: string }): Promise<TestClient> {
  const anonymous = connect({});
  const reply = await anonymous.post('/api/v1/session', { email: person.email, password: person.password });
  expect(reply.status, reply.text).toBe(200);
  return withCookie(connect, String(reply.headers['set-cookie']));
}

async function withCookie(connect: SceneOptions['connect'], header: string): Promise<TestClient> {
  const cookie = header.split(';')[0] ?? '';
  const me = await connect({ cookie }).get('/api/v1/me');
  expect(me.status, me.text).toBe(200);
  return connect({ cookie, 'x-csrf-token': String(me.json.csrfToken) });
}

async function tokenOf(session: TestClient, label: string, scopes: readonly string[]): Promise<string> {
  const made = await session.post('/api/v1/me/tokens', { label, scopes, expiresInDays: 1 });
  expect(made.status, made.text).toBe(201);
  return String(made.json.token);
}

export async function setScene(options: SceneOptions): Promise<Scene> {
  const { connect, canaries } = options;
  const anonymous = connect({});
  const administrator = { email: `${canaries.text('mail')}@example.test`, password: `${canaries.text('password')} horse` };
  const setUp = await anonymous.post('/api/v1/setup', {
    setupCode: options.setupCode, ...administrator, name: canaries.text('administrator'), organizationName: 'Scene', siteName: 'Scene', siteSlug: 'scene', locale: 'en',
  });
  expect(setUp.status, setUp.text).toBe(201);
  const adminSession = await withCookie(connect, String(setUp.headers['set-cookie']));
  const me = await adminSession.get('/api/v1/me');
  const organization = String(me.json.organizations[0].id);
  const site = String(me.json.organizations[0].sites[0].id);
  const admin: ScenePerson = { ...connect({ authorization: `Bearer ${await tokenOf(adminSession, 'scene', allScopes)}` }), ...administrator, account: String(me.json.account.id) };
  let count = 0;
  let reading: { person: ScenePerson; narrow: TestClient; uses: number } | undefined;

  const mailsTo = async (email: string): Promise<Mail[]> => (await options.mails()).filter((mail) => mail.to.includes(email));
  const scene: Scene = {
    organization, site, anonymous, admin, jira: `/ex/jira/${site}/rest/api/3`, wiki: `/ex/confluence/${site}/wiki/api/v2`, oldWiki: `/ex/confluence/${site}/wiki/rest/api`,
    readers: await createReaders(admin, organization, canaries),
    text: (label) => canaries.text(label),
    number: () => (count += 1),
    reader: async () => (await nextReading()).person,
    narrow: async () => (await nextReading()).narrow,
    async person({ role = 'member', site: siteRole = 'member', groups = [] } = {}) {
      const email = `${canaries.text('mail')}@example.test`;
      const password = `${canaries.text('password')} horse`;
      const invited = await admin.post(`/api/v1/orgs/${organization}/invitations`, { emails: [email], role, sites: [{ site, role: siteRole }], groups });
      expect(invited.status, invited.text).toBe(201);
      const accepted = await anonymous.post(`/api/v1/invitations/${await scene.linkSentTo(email)}/accept`, { name: canaries.text('person'), password });
      expect(accepted.status, accepted.text).toBe(200);
      const session = await withCookie(connect, String(accepted.headers['set-cookie']));
      return { ...connect({ authorization: `Bearer ${await tokenOf(session, 'scene', allScopes)}` }), email, password, account: String(accepted.json.account.id) };
    },
    signIn: (person) => signIn(connect, person),
    async linkSentTo(email, after = 0) {
      for (let round = 0; round < 400; round += 1) {
        const mails = await mailsTo(email);
        const secret = mails.length > after ? /\/(?:invitation|password-reset)\/([\w-]{20,})/.exec(mails.at(-1)?.text ?? '')?.[1] : undefined;
        if (secret !== undefined) return secret;
        await pause(25);
      }
      throw new Error(`no mail with a link to ${email}`);
    },
    mailCount: async (email) => (await mailsTo(email)).length,
  };

  async function nextReading(): Promise<{ person: ScenePerson; narrow: TestClient; uses: number }> {
    if (reading === undefined || reading.uses >= usesOfReader) {
      const person = await scene.person({ role: 'guest', site: 'guest', groups: [scene.readers] });
      const narrow = connect({ authorization: `Bearer ${await tokenOf(await scene.signIn(person), canaries.text('token'), ['read:audit'])}` });
      reading = { person, narrow, uses: 0 };
    }
    reading.uses += 1;
    return reading;
  }
  return scene;
}

async function createReaders(admin: TestClient, organization: string, canaries: Canaries): Promise<string> {
  const group = await admin.post(`/api/v1/orgs/${organization}/groups`, { name: canaries.text('group'), description: canaries.text('group description') });
  expect(group.status, group.text).toBe(201);
  return String(group.json.id);
}
