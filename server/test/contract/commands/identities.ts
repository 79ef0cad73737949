/** Commands of identity: signing in and out, one's own account, invitations, links by mail. Set-up is played by the scene itself. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';

const orgOf = ({ organization }: Scene): string => `/api/v1/orgs/${organization}`;

/** A person by cookie, beside the same person by a token that may do nothing of this. */
async function selfOf(scene: Scene) {
  const person = await scene.person();
  return { person, by: await scene.signIn(person), actor: person.account, refused: person };
}

async function newInvitation(scene: Scene): Promise<{ id: string; email: string }> {
  const email = `${scene.text('mail')}@example.test`;
  const { items } = await made(scene.admin.post(`${orgOf(scene)}/invitations`, { emails: [email] }));
  return { id: String(items[0].id), email };
}

export const identityScenarios: readonly Scenario[] = [
  scenario('POST /api/v1/session', async (scene) => {
    const person = await scene.person();
    return { url: '/api/v1/session', body: { email: person.email, password: person.password }, by: scene.anonymous, actor: person.account, again: 'another', refused: 'nobody' };
  }),
  scenario('DELETE /api/v1/session', async (scene) => {
    const { by, actor } = await selfOf(scene);
    return { url: '/api/v1/session', by, actor, again: 'nothing', refused: 'nobody' };
  }),
  scenario('POST /api/v1/password-reset', async (scene) => {
    const person = await scene.person();
    return { url: '/api/v1/password-reset', body: { email: person.email }, by: scene.anonymous, actor: person.account, again: 'another', refused: 'nobody' };
  }),
  scenario('POST /api/v1/password-reset/:secret', async (scene) => {
    const person = await scene.person();
    const mails = await scene.mailCount(person.email);
    await made(scene.anonymous.post('/api/v1/password-reset', { email: person.email }));
    const secret = await scene.linkSentTo(person.email, mails);
    return { url: `/api/v1/password-reset/${secret}`, body: { password: `${scene.text('password')} horse` }, by: scene.anonymous, actor: person.account, again: 'nothing', refused: 'nobody' };
  }),
  scenario('POST /api/v1/invitations/:secret/accept', async (scene) => {
    const { email } = await newInvitation(scene);
    const secret = await scene.linkSentTo(email);
    return { url: `/api/v1/invitations/${secret}/accept`, body: { name: scene.text('person'), password: `${scene.text('password')} horse` }, by: scene.anonymous, actor: null, again: 'nothing', refused: 'nobody', tells: email };
  }),

  scenario('PATCH /api/v1/me', async (scene) => {
    const { by, actor, refused } = await selfOf(scene);
    const name = scene.text('new name');
    return { url: '/api/v1/me', body: { name, theme: 'dark' }, by, actor, again: 'nothing', refused, tells: name };
  }),
  scenario('POST /api/v1/me/password', async (scene) => {
    const { person, by, actor, refused } = await selfOf(scene);
    return { url: '/api/v1/me/password', body: { current: person.password, next: `${scene.text('password')} horse` }, by, actor, again: 'refused', refused };
  }),
  scenario('DELETE /api/v1/me/sessions', async (scene) => {
    const { person, by, actor, refused } = await selfOf(scene);
    await scene.signIn(person);
    return { url: '/api/v1/me/sessions', by, actor, again: 'nothing', refused };
  }),
  scenario('DELETE /api/v1/me/sessions/:session', async (scene) => {
    const { person, by, actor, refused } = await selfOf(scene);
    await scene.signIn(person);
    const { items } = await made(by.get('/api/v1/me/sessions'));
    const other = items.find((one: { current: boolean }) => !one.current);
    return { url: `/api/v1/me/sessions/${String(other.id)}`, by, actor, again: 'nothing', refused };
  }),
  scenario('POST /api/v1/me/tokens', async (scene) => {
    const { by, actor, refused } = await selfOf(scene);
    const label = scene.text('token');
    return { url: '/api/v1/me/tokens', body: { label, scopes: ['read:wiki'], expiresInDays: 2 }, by, actor, again: 'another', refused, tells: label };
  }),
  scenario('DELETE /api/v1/me/tokens/:token', async (scene) => {
    const { by, actor, refused } = await selfOf(scene);
    const { id } = await made(by.post('/api/v1/me/tokens', { label: scene.text('token'), scopes: ['read:wiki'], expiresInDays: 2 }));
    return { url: `/api/v1/me/tokens/${String(id)}`, by, actor, again: 'nothing', refused };
  }),

  scenario('POST /api/v1/orgs/:org/invitations', async (scene) => {
    const email = `${scene.text('mail')}@example.test`;
    return { url: `${orgOf(scene)}/invitations`, body: { emails: [email] }, again: 'another', refused: await scene.reader(), tells: email };
  }),
  scenario('POST /api/v1/orgs/:org/invitations/:invitation/resend', async (scene) => ({ url: `${orgOf(scene)}/invitations/${(await newInvitation(scene)).id}/resend`, again: 'another', refused: await scene.reader() })),
  scenario('DELETE /api/v1/orgs/:org/invitations/:invitation', async (scene) => {
    const { id, email } = await newInvitation(scene);
    return { url: `${orgOf(scene)}/invitations/${id}`, again: 'nothing', refused: await scene.reader(), tells: email };
  }),
];
