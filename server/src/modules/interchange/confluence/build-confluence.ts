import type { Step } from '../building/build.ts';
import type { ConfluenceRecord } from '../reading/index.ts';
export const confluenceSteps: readonly Step<ConfluenceRecord>[] = [];
