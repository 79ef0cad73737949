/** What the settings themselves say about exposure and mail. */
import { publicUrlOf, type Config } from '../../kernel/config/index.ts';
import { failure, ok, warning, type Finding } from './check.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

export function checkSettings(config: Config): Finding[] {
  const findings: Finding[] = [];
  const exposed = !loopback.has(config.host);
  const https = publicUrlOf(config).startsWith('https:');
  findings.push(exposed && !https
    ? failure('transport', `listens on ${config.host} and people reach it at ${publicUrlOf(config)} without TLS`, 'Put a proxy with TLS in front and set HOLDFAST_PUBLIC_URL to its https address.')
    : ok('transport', https ? 'people reach it over TLS' : 'only this machine reaches it'));
  findings.push(https && config.trustedProxies.length === 0
    ? warning('proxies', 'behind TLS, and no proxy is trusted: every request seems to come from the proxy', 'Name the proxy in HOLDFAST_TRUSTED_PROXIES.')
    : ok('proxies', config.trustedProxies.length === 0 ? 'none' : `${String(config.trustedProxies.length)} trusted`));
  findings.push(config.trustedProxies.some((proxy) => proxy === '0.0.0.0/0' || proxy === '::/0')
    ? failure('proxies trusted', 'every address counts as a trusted proxy: anybody can claim any source address', 'Name the proxy\'s own address in HOLDFAST_TRUSTED_PROXIES.')
    : ok('proxies trusted', 'no open range'));
  findings.push(config.mail.kind === 'smtp' && config.mail.smtpUrl === undefined
    ? failure('mail', 'mail goes by SMTP, and no server is named', 'Set HOLDFAST_MAIL_SMTP_URL.')
    : config.mail.kind === 'folder' && exposed ? warning('mail', 'mail goes into a folder of this machine: nobody receives invitations', 'Set HOLDFAST_MAIL_KIND=smtp and HOLDFAST_MAIL_SMTP_URL.') : ok('mail', config.mail.kind));
  findings.push(config.metrics.enabled && exposed && config.metrics.token === undefined
    ? warning('metrics', 'metrics are open to this machine only, and Prometheus elsewhere cannot read them', 'Set HOLDFAST_METRICS_TOKEN, or HOLDFAST_METRICS_ENABLED=false.')
    : ok('metrics', config.metrics.enabled ? 'served' : 'switched off'));
  findings.push(config.session.idleMinutes > config.session.absoluteMinutes
    ? failure('sessions', 'a session may be idle for longer than it may last', 'Make HOLDFAST_SESSION_IDLE_MINUTES smaller than HOLDFAST_SESSION_ABSOLUTE_MINUTES.')
    : ok('sessions', `${String(config.session.idleMinutes)} minutes idle, ${String(config.session.absoluteMinutes)} in all`));
  return findings;
}
