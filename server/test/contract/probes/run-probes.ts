/** Many probes at once: always as many under way as told, of all organizations mixed, through the same pools and caches. */
import { judgeReply, makeProbe, type ProbeWorld } from './probe.ts';
import { createRandom } from './random.ts';

export interface ProbeResult {
  readonly probes: number;
  readonly doors: number;
  readonly statuses: ReadonlyMap<number, number>;
  /** The first findings, one line each; empty is what one wants. */
  readonly findings: readonly string[];
  readonly found: number;
  readonly seconds: number;
}

const findingsKept = 20;

export async function runProbes(world: ProbeWorld, options: { readonly seed: number; readonly count: number; readonly inFlight: number }): Promise<ProbeResult> {
  const random = createRandom(options.seed);
  const statuses = new Map<number, number>();
  const doors = new Set<string>();
  const findings: string[] = [];
  let begun = 0;
  let found = 0;
  const startedMs = performance.now();
  const worker = async (): Promise<void> => {
    while (begun < options.count) {
      begun += 1;
      const probe = makeProbe(world, random);
      const reply = await probe.by.request(probe.method, probe.url, probe.body);
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      doors.add(probe.door);
      const wrong = judgeReply(probe, reply, world.tenants);
      if (wrong === undefined) continue;
      found += 1;
      if (findings.length < findingsKept) findings.push(`${probe.method} ${probe.url} (${probe.door}) by ${probe.of?.organization.slug ?? 'nobody'}: ${wrong}`);
    }
  };
  await Promise.all(Array.from({ length: options.inFlight }, worker));
  return { probes: begun, doors: doors.size, statuses, findings, found, seconds: (performance.now() - startedMs) / 1000 };
}
