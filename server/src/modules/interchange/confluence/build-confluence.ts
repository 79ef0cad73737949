/** A Confluence export, in the order in which its parts need each other. Everything without a home of its own is kept whole at the end. */
import type { Step } from '../building/build.ts';
import type { ConfluenceRecord } from '../reading/index.ts';
import { attachedSteps, keepWhole } from './attached.ts';
import { commentSteps } from './comments.ts';
import { fileSteps } from './files.ts';
import { originalSteps } from './originals.ts';
import { pageSteps, versionSteps } from './pages.ts';
import { peopleSteps } from './people.ts';
import { arrangeSteps, propertySteps } from './properties.ts';
import { restrictionSteps } from './restrictions.ts';
import { spaceSteps } from './spaces.ts';
import type { WikiBuild } from './values.ts';

const recordsAtOnce = 500;

async function putOthers(build: WikiBuild, bucket: number): Promise<void> {
  let gathered: ConfluenceRecord[] = [];
  for await (const record of build.records('other', bucket)) {
    await build.pace.step();
    // Names of the file's own types stand in the kept row: only words that systems use.
    if (/^[A-Za-z][A-Za-z0-9]{0,59}$/.test(record.type)) gathered.push(record);
    else build.ledger.skipped(record.type, 'Its type has a name that no system uses.');
    if (gathered.length < recordsAtOnce) continue;
    await keepWhole(build, gathered);
    gathered = [];
  }
  await keepWhole(build, gathered);
}

export const confluenceSteps: readonly Step<ConfluenceRecord>[] = [
  ...peopleSteps, ...spaceSteps, ...arrangeSteps, ...pageSteps, ...commentSteps, ...fileSteps, ...versionSteps, ...attachedSteps, ...restrictionSteps, ...propertySteps,
  { name: 'everything else', bucket: putOthers }, ...originalSteps,
];
