/** `holdfast drill …`: rehearses a disaster on data of its own and prints what was measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { jsonText, table } from '../output.ts';
import { segment } from '../places.ts';
import type { Tools } from '../tools.ts';

interface Report { readonly id: string; readonly drill: string; readonly startedAt: string; readonly sites: number; readonly restored: number; readonly differences: number; readonly rtoSeconds: number; readonly rpoSeconds: number }
interface State { readonly id: string; readonly drill: string; readonly phase: string; readonly report: Report | null; readonly failure: { readonly code: string; readonly title: string } | null }

const followEveryMs = 500;

/** The last line of a run for programs: these names, in this order. */
export const lastLine = ({ drill, sites, restored, differences, rtoSeconds, rpoSeconds }: Report): string => jsonText({ drill, sites, restored, differences, rtoSeconds, rpoSeconds });

export function addDrillCommands(program: Command, tools: (command: Command) => Tools): void {
  const group = program.command('drill').description('rehearse disasters and measure the way back; for operators');
  group.command('list').description('drills that can be run here, and their reports').action(async (_options: object, own: Command) => {
    const { client, output } = tools(own);
    const found = await client.get<{ drills: string[]; reports: Report[] }>('/api/v1/drills');
    output.result(found, ({ drills, reports }) => `drills: ${drills.join(', ') || 'none'}\n\n${table(['drill', 'at', 'sites', 'restored', 'differences', 'RTO s', 'RPO s'], reports.map((one) => [one.drill, one.startedAt, one.sites, one.restored, one.differences, one.rtoSeconds.toFixed(1), one.rpoSeconds.toFixed(1)]))}`);
  });
  group.command('run').description('run a drill and wait for its report').argument('<name>').action(async (name: string, _options: object, own: Command) => {
    const { client, output } = tools(own);
    const begun = await client.send<State>('POST', `/api/v1/drills/${segment(name)}/runs`);
    let phase = '';
    for (;;) {
      const now = await client.get<State>(`/api/v1/drills/runs/${segment(begun.id)}`);
      if (now.failure !== null) throw new CommandError(`the drill could not be carried out: ${now.failure.title} (${now.failure.code})`, exitCodes.refused);
      if (now.report !== null) {
        const { report } = now;
        if (output.json) process.stdout.write(`${lastLine(report)}\n`);
        else output.result(report, (one) => `${one.drill}: ${String(one.restored)} of ${String(one.sites)} sites back, ${String(one.differences)} differences, RTO ${one.rtoSeconds.toFixed(1)} s, RPO ${one.rpoSeconds.toFixed(1)} s`);
        if (report.differences > 0 || report.restored < report.sites) throw new CommandError('not everything came back', exitCodes.refused);
        return;
      }
      if (now.phase !== phase) output.note((phase = now.phase));
      await sleep(followEveryMs);
    }
  });
}
