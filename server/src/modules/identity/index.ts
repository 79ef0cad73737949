/** Front door of identity: proof of who acts, set-up, and the mails that it sends. */
import type { OutboxHandler } from '../../kernel/outbox/index.ts';
import type { GlobalCtx, Service } from '../../kernel/service/index.ts';
import { systemActor, systemFacts } from '../../kernel/service/index.ts';
import { createAuthenticator, type ProofAuthenticator } from './authenticate.ts';
import { deleteOldSessions } from './identity-store.ts';
import { invitationTopic, sendInvitation } from './invitations.ts';
import { createToken, setOwnPassword, tokenScopes } from './own-account.ts';
import { passwordResetTopic, sendPasswordReset } from './password-reset.ts';
import { createPasswords } from './passwords.ts';
import { createIdentityRoutes } from './routes.ts';
import { identityDescriptor } from './service.ts';
import { offerSetup, setUp, type SetUp } from './set-up.ts';
import type { IdentityWorkings } from './workings.ts';

export { identityErrors } from './errors.ts';
export { identityDescriptor } from './service.ts';

export type { FirstPlaces, IdentitySettings, Places, PlaceOfSite } from './workings.ts';

export interface Identity {
  readonly service: Service;
  readonly authenticator: ProofAuthenticator;
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
  /** Registers the code of the set-up file; false when set-up was done already. */
  offerSetup(ctx: GlobalCtx, code: string): Promise<boolean>;
  /** Set-up without HTTP, for the demo and for tests. */
  setUp(ctx: GlobalCtx, wanted: SetUp): Promise<{ organization: string; site: string; cookie: string }>;
  /** A token with every scope for the context's actor, whose password is set too; for the demo and for tests. */
  issueToken(ctx: GlobalCtx, password: string): Promise<string>;
  /** Removes sessions that ended a month ago. */
  sweep(): Promise<void>;
}

export type IdentityOptions = Omit<IdentityWorkings, 'passwords' | 'signInsUnderWay' | 'forgetProofs'> & { readonly onError: (error: unknown) => void };

export function createIdentity(options: IdentityOptions): Identity {
  const authenticator = createAuthenticator(options);
  const workings: IdentityWorkings = { ...options, passwords: createPasswords(), signInsUnderWay: new Map(), forgetProofs: () => authenticator.forget() };
  return {
    service: { descriptor: identityDescriptor, routes: createIdentityRoutes(workings) },
    authenticator,
    outboxHandlers: {
      [invitationTopic]: (event) => sendInvitation(workings, event),
      [passwordResetTopic]: (event) => sendPasswordReset(workings, event),
    },
    offerSetup,
    setUp: (ctx, wanted) => setUp(workings, ctx, wanted, { address: '', userAgent: '' }),
    async issueToken(ctx, password) {
      await setOwnPassword(workings, ctx, password);
      return (await createToken(workings, ctx, { label: 'first token', scopes: tokenScopes, expiresInDays: 365 })).token;
    },
    async sweep() {
      const now = options.clock.now();
      await options.contexts.global('identity', systemFacts(systemActor, now, new AbortController().signal)).tx((tx) => deleteOldSessions(tx, new Date(now.getTime() - 30 * 86_400_000)));
    },
  };
}
