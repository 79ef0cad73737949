// API tokens: what each may do, until when, and when it was last used. A new one is shown exactly once.
import { Alert, Button, Checkbox, CopyButton, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { createToken, myTokens, revokeToken, tokenScopes, type TokenEntry, type TokenScope } from '../../api/account.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { IconCheck, IconCopy, IconKey, IconPlus } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';

const key = ['me', 'tokens'] as const;
const daysMax = 365;
const daysAtFirst = 90;

export function TokensPage() {
  const say = useSay();
  const cache = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [fresh, setFresh] = useState<{ readonly token: string; readonly label: string }>();
  const [going, setGoing] = useState<TokenEntry>();
  const list = useQuery({ queryKey: key, queryFn: ({ signal }) => myTokens(signal) });
  const tokens = list.data?.items ?? [];
  const columns: readonly Column<TokenEntry>[] = [
    { id: 'label', label: say('tokens.label'), text: (token) => token.label, cell: (token) => <strong>{token.label}</strong> },
    { id: 'scopes', label: say('tokens.scopes'), width: '34%', text: (token) => token.scopes.join(' '), cell: (token) => <span className="chips">{token.scopes.map((scope) => <code key={scope} className="chip">{scope}</code>)}</span> },
    {
      id: 'expires', label: say('me.expires'), width: '150px', text: (token) => token.expiresAt,
      cell: (token) => (Date.parse(token.expiresAt) < Date.now() ? <Mark tone="warn">{say('tokens.expired')}</Mark> : <When at={token.expiresAt} />),
    },
    { id: 'used', label: say('tokens.lastUsed'), width: '140px', optional: true, text: (token) => token.lastUsedAt ?? '', cell: (token) => (token.lastUsedAt === null ? <span className="quiet">{say('tokens.never')}</span> : <When at={token.lastUsedAt} />) },
    {
      id: 'revoke', label: say('table.actions'), width: '120px', text: () => '',
      cell: (token) => (
        <Button size="compact-sm" variant="default" onClick={() => setGoing(token)} aria-label={say('tokens.revokeName', { label: token.label })}>
          {say('tokens.revoke')}
        </Button>
      ),
    },
  ];
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      {say('tokens.create')}
    </Button>
  );
  return (
    <Page title={say('me.tokens')} trail={[{ label: say('me.title') }]} lead={say('tokens.lead')} actions={tokens.length > 0 ? create : null}>
      {fresh === undefined ? null : (
        <Alert color="kelp" role="status" mb="md" title={say('tokens.fresh', { label: fresh.label })} withCloseButton closeButtonLabel={say('action.close')} onClose={() => setFresh(undefined)}>
          <p>{say('tokens.freshHelp')}</p>
          <div className="token-once">
            <code data-testid="fresh-token">{fresh.token}</code>
            <CopyButton value={fresh.token}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}>
                  {say(copied ? 'action.copied' : 'action.copy')}
                </Button>
              )}
            </CopyButton>
          </div>
        </Alert>
      )}
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={3} /> : null}
      {list.isSuccess && tokens.length === 0 ? (
        <Empty icon={<IconKey size={28} />} title={say('tokens.none')} action={create}>
          {say('tokens.noneHelp')}
        </Empty>
      ) : null}
      {tokens.length > 0 ? <DataTable name="tokens" label={say('me.tokens')} columns={columns} rows={tokens} rowId={(token) => token.id} /> : null}
      {creating ? (
        <CreateToken
          onClose={() => setCreating(false)}
          onCreated={(token, label) => {
            setCreating(false);
            setFresh({ token, label });
            void cache.invalidateQueries({ queryKey: key });
          }}
        />
      ) : null}
      <Confirm
        opened={going !== undefined}
        onClose={() => setGoing(undefined)}
        title={say('tokens.revokeTitle')}
        verb={say('tokens.revoke')}
        run={async () => {
          if (going === undefined) return;
          await revokeToken(going.id);
          await cache.invalidateQueries({ queryKey: key });
          told(say('tokens.revoked', { label: going.label }));
        }}
      >
        {say('tokens.revokeHelp', { label: going?.label ?? '' })}
      </Confirm>
    </Page>
  );
}

type Field = 'label' | 'scopes' | 'expiresInDays';

function CreateToken({ onClose, onCreated }: { readonly onClose: () => void; readonly onCreated: (token: string, label: string) => void }) {
  const say = useSay();
  const [label, setLabel] = useState('');
  const [scopes, setScopes] = useState<readonly TokenScope[]>(['read:tracker', 'read:wiki']);
  const [days, setDays] = useState(String(daysAtFirst));
  const form = useForm<Field>({
    fields: ['label', 'scopes', 'expiresInDays'],
    check: () => {
      const errors: Errors<Field> = {};
      if (label.trim() === '') errors.label = say('form.needed');
      if (scopes.length === 0) errors.scopes = say('tokens.scopeNeeded');
      if (!Number.isInteger(Number(days)) || Number(days) < 1 || Number(days) > daysMax) errors.expiresInDays = say('tokens.days', { max: daysMax });
      return errors;
    },
    send: async () => {
      const created = await createToken({ label: label.trim(), scopes, expiresInDays: Number(days) });
      onCreated(created.token, created.label);
    },
  });
  return (
    <Dialog onClose={onClose} size="lg" title={say('tokens.create')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ label: say('tokens.label'), scopes: say('tokens.scopes'), expiresInDays: say('tokens.validFor') }} />
        <TextInput {...fieldProps(form, 'label')} data-autofocus label={say('tokens.label')} description={say('tokens.labelHelp')} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        <Checkbox.Group
          {...fieldProps(form, 'scopes')}
          label={say('tokens.scopes')}
          description={say('tokens.scopesHelp')}
          value={[...scopes]}
          onChange={(chosen) => setScopes(tokenScopes.filter((scope) => chosen.includes(scope)))}
        >
          <div className="scope-list">
            {tokenScopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={say(`tokens.scope.${scopeKey(scope)}`)} description={scope} />
            ))}
          </div>
        </Checkbox.Group>
        <TextInput {...fieldProps(form, 'expiresInDays')} type="number" inputMode="numeric" label={say('tokens.validFor')} rightSection={<span className="quiet">{say('tokens.daysUnit')}</span>} rightSectionWidth={64} min={1} max={daysMax} value={days} onChange={(event) => setDays(event.currentTarget.value)} w={200} />
        <FormActions busy={form.busy} label={say('tokens.create')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

type ScopeKey = 'readTracker' | 'writeTracker' | 'readWiki' | 'writeWiki' | 'readAdmin' | 'writeAdmin' | 'readAudit';
const scopeKeys: Readonly<Record<TokenScope, ScopeKey>> = {
  'read:tracker': 'readTracker',
  'write:tracker': 'writeTracker',
  'read:wiki': 'readWiki',
  'write:wiki': 'writeWiki',
  'read:admin': 'readAdmin',
  'write:admin': 'writeAdmin',
  'read:audit': 'readAudit',
};
const scopeKey = (scope: TokenScope): ScopeKey => scopeKeys[scope];
