/** The readable API page: every door with its permission, and every error code; made from the registry at start. */
import { declaredErrors } from '../kernel/errors/index.ts';
import type { MountedRoute, Registry } from '../kernel/service/index.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function apiPage(registry: Registry, version: string): string {
  const services = registry.descriptors.map((descriptor) => ({ name: descriptor.name, routes: registry.routes.filter((mounted) => mounted.service.name === descriptor.name && mounted.route.hidden !== true) }))
    .filter((service) => service.routes.length > 0);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Holdfast API</title>
<style>
:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:24px 16px}
h1{font-size:24px}h2{margin-top:32px;font-size:18px}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid #8884;vertical-align:top}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}.scroll{overflow-x:auto}
</style></head><body><main>
<h1>Holdfast API <small>${escape(version)}</small></h1>
<p>The same as a machine reads it: <a href="/openapi.json">OpenAPI 3.1</a>. Send an API token as <code>Authorization: Bearer hft_…</code>, or as Basic with your e-mail address and the token as password.</p>
<nav aria-label="Services"><p>${services.map((service) => `<a href="#${service.name}">${service.name}</a>`).join(' · ')} · <a href="#errors">errors</a></p></nav>
${services.map((service) => section(service.name, service.routes, registry)).join('\n')}
<h2 id="errors">Errors</h2>
<p>Every refusal carries one of these codes; they never change their meaning.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Errors"><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead><tbody>
${declaredErrors().map((error) => `<tr id="${escape(error.code)}"><td><code>${escape(error.code)}</code></td><td>${String(error.status)}</td><td>${escape(error.title)}</td></tr>`).join('\n')}
</tbody></table></div>
</main></body></html>`;
}

function section(name: string, routes: readonly MountedRoute[], registry: Registry): string {
  const rows = routes.map(({ route, address }) => {
    const permission = registry.permission(route.permission);
    return `<tr><td><code>${route.method} ${escape(address)}</code></td><td>${escape(route.summary)}</td><td><code>${escape(route.permission)}</code><br><small>${escape(permission.needs)}${permission.scope === undefined ? '' : ` · ${escape(permission.scope)}`}</small></td></tr>`;
  });
  return `<h2 id="${name}">${name}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table><thead><tr><th scope="col">Door</th><th scope="col">What it does</th><th scope="col">Permission</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}
