/** Each unwise setting is named with its fix, and nothing else is. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, type Config } from '../../kernel/config/index.ts';
import { checkSettings } from './check-settings.ts';
import { checkConsole } from './examine.ts';

const plain = loadConfig({ environment: {}, workingFolder: import.meta.dirname }).config;
const faults = (config: Config): string[] => checkSettings(config).filter((finding) => finding.state !== 'ok').map((finding) => `${finding.state} ${finding.check}`);
const behindProxy: Config = { ...plain, host: '0.0.0.0', publicUrl: 'https://holdfast.example.org', trustedProxies: ['10.0.0.1'], mail: { ...plain.mail, kind: 'smtp', smtpUrl: 'smtp://mail.example.org' }, metrics: { enabled: true, token: 'a token of some length' } };

const table: readonly (readonly [string, Config, readonly string[]])[] = [
  ['everything as it comes', plain, []],
  ['a proper installation in front of people', behindProxy, []],
  ['people without TLS', { ...behindProxy, publicUrl: 'http://holdfast.example.org', trustedProxies: [] }, ['failure transport']],
  ['a proxy that is not trusted', { ...behindProxy, trustedProxies: [] }, ['warning proxies']],
  ['everybody as a trusted proxy', { ...behindProxy, trustedProxies: ['0.0.0.0/0'] }, ['failure proxies trusted']],
  ['everybody as a trusted proxy, by IPv6', { ...behindProxy, trustedProxies: ['::/0'] }, ['failure proxies trusted']],
  ['SMTP without a server', { ...plain, mail: { kind: 'smtp', from: plain.mail.from } }, ['failure mail']],
  ['a mail folder in front of people', { ...behindProxy, mail: plain.mail }, ['warning mail']],
  ['metrics that nobody elsewhere can read', { ...behindProxy, metrics: { enabled: true } }, ['warning metrics']],
  ['sessions idle for longer than they last', { ...plain, session: { idleMinutes: 100, absoluteMinutes: 50 } }, ['failure sessions']],
];

describe('the doctor on settings', () => {
  it.each(table)('%s', (_name, config, expected) => {
    expect(faults(config)).toEqual(expected);
    for (const finding of checkSettings(config)) expect(finding.state === 'ok' || finding.fix !== '').toBe(true);
  });

  it('tells whether the console is built', () => {
    expect(checkConsole(join(import.meta.dirname, 'no such page.html'))).toMatchObject({ check: 'console', state: 'warning' });
    expect(checkConsole(import.meta.filename)).toMatchObject({ state: 'ok' });
  });
});
