/** Commands of backups and their schedules. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';

const backupsOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/backups`;
const schedulesOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/backup-schedules`;

async function begun(scene: Scene): Promise<{ readonly id: string; readonly name: string }> {
  const { items } = (await made(scene.admin.post(backupsOf(scene), { product: 'wiki', format: 'native-sealed' }))) as { items: { id: string; name: string }[] }; // as the door answers
  const [first] = items;
  if (first === undefined) throw new Error('no backup was begun');
  return first;
}

async function finished(scene: Scene): Promise<{ readonly id: string; readonly name: string }> {
  const backup = await begun(scene);
  for (let tries = 0; tries < 1_200; tries += 1) {
    const { state } = (await made(scene.admin.get(`${backupsOf(scene)}/${backup.id}`))) as { state: string }; // as above
    if (state === 'done') return backup;
    if (state === 'failed') throw new Error('a backup that a scenario needs has failed');
    await pause(50);
  }
  throw new Error('a backup that a scenario needs did not end');
}

async function scheduled(scene: Scene): Promise<string> {
  const { id } = (await made(scene.admin.post(schedulesOf(scene), { product: 'wiki', format: 'native-sealed', everyHours: 24 }))) as { id: string }; // as above
  return id;
}

export const backupScenarios: readonly Scenario[] = [
  scenario('POST /api/v1/sites/:site/backups', async (scene) => ({ url: backupsOf(scene), body: { product: 'wiki', format: 'native-sealed' }, again: 'another', refused: await scene.reader(), tells: 'wiki' })),
  scenario('POST /api/v1/sites/:site/backups/:id/cancel', async (scene) => {
    const refused = await scene.reader();
    // The last of a queue: it still waits when it is cancelled.
    const queue = await Promise.all(Array.from({ length: 8 }, () => begun(scene)));
    const last = queue.sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
    return { url: `${backupsOf(scene)}/${last?.id ?? ''}/cancel`, again: 'nothing', refused, tells: last?.name ?? '' };
  }),
  scenario('DELETE /api/v1/sites/:site/backups/:id', async (scene) => {
    const backup = await finished(scene);
    return { url: `${backupsOf(scene)}/${backup.id}`, again: 'nothing', refused: await scene.reader(), tells: backup.name };
  }),
  scenario('POST /api/v1/sites/:site/backups/:id/downloads', async (scene) => {
    const backup = await finished(scene);
    return { url: `${backupsOf(scene)}/${backup.id}/downloads`, again: 'another', refused: await scene.reader(), tells: backup.name };
  }),
  scenario('POST /api/v1/sites/:site/backups/prune', async (scene) => {
    await finished(scene);
    return { url: `${backupsOf(scene)}/prune`, body: { keep: 0 }, again: 'nothing', refused: await scene.reader() };
  }),
  scenario('POST /api/v1/sites/:site/backup-schedules', async (scene) => ({ url: schedulesOf(scene), body: { product: 'wiki', format: 'native-sealed', everyHours: 24 }, again: 'another', refused: await scene.reader() })),
  scenario('PUT /api/v1/sites/:site/backup-schedules/:id', async (scene) => ({ url: `${schedulesOf(scene)}/${await scheduled(scene)}`, body: { everyHours: 48, keepDays: 7 }, again: 'nothing', refused: await scene.reader() })),
  scenario('DELETE /api/v1/sites/:site/backup-schedules/:id', async (scene) => ({ url: `${schedulesOf(scene)}/${await scheduled(scene)}`, again: 'nothing', refused: await scene.reader() })),
];
