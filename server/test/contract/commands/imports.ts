/** Commands of imports: bringing a backup, stopping it. Going on with one needs an import that broke, which no door makes. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';

const importsOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/imports`;
const octets = { 'content-type': 'application/octet-stream' };

/** A Jira backup whose every piece of content is a canary. */
export function jiraBackup(scene: Scene, issues: number): string {
  const key = `IM${String(scene.number())}`;
  const one = (number: number): string => `
  <Issue id="${String(20_000 + number)}" key="${key}-${String(number)}" number="${String(number)}" project="10100" reporter="importedperson" type="1" summary="${scene.text('imported summary')}" status="1" created="2012-06-03 22:48:29.0" updated="2012-06-03 22:48:29.0" votes="0" watches="0" workflowId="${String(number)}">
    <description><![CDATA[${scene.text('imported description')}]]></description>
  </Issue>
  <Action id="${String(30_000 + number)}" issue="${String(20_000 + number)}" author="importedperson" type="comment" created="2012-06-03 22:48:29.0" updated="2012-06-03 22:48:29.0"><body><![CDATA[${scene.text('imported comment')}]]></body></Action>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<entity-engine-xml>
  <User id="10500" directoryId="1" userName="importedperson" lowerUserName="importedperson" active="1" displayName="${scene.text('imported person')}" emailAddress="${scene.text('imported mail')}@example.test"/>
  <Project id="10100" name="${scene.text('imported project')}" key="${key}" description="${scene.text('imported project description')}" lead="importedperson" counter="${String(issues)}"/>
  <IssueType id="1" name="${scene.text('imported type')}" sequence="1"/>
  <Status id="1" name="Open" sequence="1"/>
  ${Array.from({ length: issues }, (_, index) => one(index + 1)).join('')}
</entity-engine-xml>
`;
}

export const importScenarios: readonly Scenario[] = [
  scenario('POST /api/v1/sites/:site/imports', async (scene) => {
    const name = `${scene.text('backup')}.xml`;
    return { url: `${importsOf(scene)}?name=${name}`, body: jiraBackup(scene, 2), headers: octets, again: 'another', refused: await scene.reader(), tells: name };
  }),
  scenario('POST /api/v1/sites/:site/imports/:id/cancel', async (scene) => {
    const name = `${scene.text('backup')}.xml`;
    const refused = await scene.reader();
    const { id } = await made(scene.admin.post(`${importsOf(scene)}?name=${name}`, jiraBackup(scene, 400), octets));
    return { url: `${importsOf(scene)}/${String(id)}/cancel`, again: 'nothing', refused, tells: name };
  }),
];
