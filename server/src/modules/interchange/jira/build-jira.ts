/** A Jira backup, in the order in which its parts need each other. Everything without a home of its own is kept whole at the end. */
import { sideBySide, slices, type Step } from '../building/build.ts';
import type { JiraRecord } from '../reading/index.ts';
import { rawText } from '../spooling/record-text.ts';
import { activityLane, linkSteps } from './activity.ts';
import { configurationSteps } from './configuration.ts';
import { filterSteps } from './filters.ts';
import { historyLane } from './history.ts';
import { issueSteps, partLane } from './issues.ts';
import { originalSteps } from './originals.ts';
import { peopleSteps } from './people.ts';
import { projectSteps } from './projects.ts';
import { securitySteps } from './security.ts';
import type { JiraBuild } from './values.ts';

const gatheredMax = 1_000;

async function putOthers(build: JiraBuild, bucket: number): Promise<void> {
  let gathered = new Map<string, JiraRecord[]>();
  const put = async (): Promise<void> => {
    for (const [type, records] of gathered) {
      for (const some of slices(records, gatheredMax)) {
        const result = await build.tracker.putRecords(await build.ctx('tracker'), build.sourceId, type, some.map((record) => ({ ordinal: record.ordinal, raw: rawText(record) })));
        build.ledger.imported(type, some.length);
        build.ledger.existing(type, result.existing);
      }
    }
    gathered = new Map();
  };
  let count = 0;
  for await (const record of build.records('other', bucket)) {
    await build.pace.step();
    // Names of the file's own types stand in the kept row: only words that systems use, everything else under one name.
    const type = /^[A-Za-z][A-Za-z0-9]{0,59}$/.test(record.type) ? record.type : '';
    if (type === '') {
      build.ledger.skipped(record.type, 'Its type has a name that no system uses.');
      continue;
    }
    const list = gathered.get(type);
    if (list === undefined) gathered.set(type, [record]);
    else list.push(record);
    count += 1;
    if (count % gatheredMax === 0) await put();
  }
  await put();
}

export const jiraSteps: readonly Step<JiraRecord>[] = [
  ...peopleSteps, ...configurationSteps, ...projectSteps, ...securitySteps, ...issueSteps,
  sideBySide('comments, work, files, history', [partLane, activityLane, [...historyLane, putOthers]]), ...linkSteps, ...filterSteps, ...originalSteps,
];
