/** The generated pages of docs/reference say what the wired platform is; `npm run docs` writes them anew. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeclarations, type DatabaseKind, type TableDeclaration } from '../../src/kernel/db/index.ts';
import { declaredErrors } from '../../src/kernel/errors/index.ts';
import { createTestPlatform, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import { version } from '../../src/main/release.ts';
import { renderAuditActions } from './render-audit-actions.ts';
import { confluenceApi, jiraApi, renderCompatibility } from './render-compatibility.ts';
import { renderDataClasses } from './render-data-classes.ts';
import { renderErrors } from './render-errors.ts';
import { renderJql } from './render-jql.ts';
import { renderOpenApi } from './render-openapi.ts';
import { renderPermissions } from './render-permissions.ts';
import { renderServices } from './render-services.ts';

const pagePath = (name: string): string => join(import.meta.dirname, '../../../docs/reference', name);

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
});
afterAll(() => platform[Symbol.asyncDispose]());

async function declarationsOf(kind: DatabaseKind): Promise<readonly TableDeclaration[]> {
  const client = new pg.Client(platform.databaseOf[kind].connection());
  await client.connect();
  try {
    return await readDeclarations(client);
  } finally {
    await client.end();
  }
}

describe('docs/reference is in step with the platform:', () => {
  it('errors.md', async () => {
    await expect(renderErrors(declaredErrors())).toMatchFileSnapshot(pagePath('errors.md'));
  });

  it('permissions.md', async () => {
    await expect(renderPermissions(platform.registry)).toMatchFileSnapshot(pagePath('permissions.md'));
  });

  it('audit-actions.md', async () => {
    await expect(renderAuditActions(platform.registry)).toMatchFileSnapshot(pagePath('audit-actions.md'));
  });

  it('data-classes.md', async () => {
    const databases = { control: await declarationsOf('control'), shard: await declarationsOf('shard'), keys: await declarationsOf('keys') };
    await expect(renderDataClasses(databases)).toMatchFileSnapshot(pagePath('data-classes.md'));
  });

  it('services.md', async () => {
    await expect(renderServices(platform.registry)).toMatchFileSnapshot(pagePath('services.md'));
  });

  it('jql.md', async () => {
    await expect(renderJql()).toMatchFileSnapshot(pagePath('jql.md'));
  });

  it.each([['jira', jiraApi, 400], ['confluence', confluenceApi, 150]] as const)('compatibility-%s.md', async (name, api, atLeast) => {
    const operations = (await readFile(join(import.meta.dirname, `${name}-operations.txt`), 'utf8')).trim().split('\n');
    expect(operations.length).toBeGreaterThan(atLeast);
    await expect(renderCompatibility(platform.registry, api, operations)).toMatchFileSnapshot(pagePath(`compatibility-${name}.md`));
  });

  it('openapi.json', async () => {
    await expect(renderOpenApi(platform.registry, version)).toMatchFileSnapshot(pagePath('openapi.json'));
  });
});
