/** The doors of drills, for operators: which there are, starting one, how far it is, what was measured. */
import { Type, type Static } from 'typebox';
import { defineIdKind } from '../../../kernel/ids/index.ts';
import { globalRoute, type Route } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import { listReports, type DrillReport } from './drill-store.ts';
import type { Drills, DrillState } from './drills.ts';

const drillIds = defineIdKind('drill', 'drl');
const Report = Type.Object({
  id: Type.String(), drill: Type.String(), startedAt: Type.String(), endedAt: Type.String(), sites: Type.Integer(), restored: Type.Integer(), differences: Type.Integer(), rtoSeconds: Type.Number(), rpoSeconds: Type.Number(),
  details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});
const State = Type.Object({ id: Type.String(), drill: Type.String(), phase: Type.String(), startedAt: Type.String(), report: Type.Union([Report, Type.Null()]), failure: Type.Union([Type.Object({ code: Type.String(), title: Type.String() }), Type.Null()]) });

const format = (id: string): string => drillIds.format(drillIds.fromUuid(id));
const reportView = (report: DrillReport): Static<typeof Report> => ({ ...report, id: format(report.id), startedAt: report.startedAt.toISOString(), endedAt: report.endedAt.toISOString(), details: { ...report.details } });
const stateView = (state: DrillState): Static<typeof State> => ({ ...state, id: format(state.id), startedAt: state.startedAt.toISOString(), report: state.report === null ? null : reportView(state.report), failure: state.failure === null ? null : { ...state.failure } });

export function createDrillRoutes(drills: Drills): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/drills', summary: 'Drills that can be run here, and the reports of those that were', permission: 'recovery.drill.read',
      query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }), replies: { 200: Type.Object({ drills: Type.Array(Type.String()), reports: Type.Array(Report) }) },
      handle: async (ctx, { query }) => ({ drills: [...drills.names], reports: (await ctx.read((tx) => listReports(tx, query.limit ?? 50))).map(reportView) }),
    }),
    globalRoute({
      method: 'POST', path: '/drills/:drill/runs', summary: 'Run a drill', permission: 'recovery.drill.run', effect: 'write', audit: 'drill_started', params: Type.Object({ drill: Type.String({ maxLength: 64 }) }), replies: { 202: State },
      errors: [errors.drill_unknown, errors.drill_running],
      handle: (ctx, { params }) => ctx.tx((tx) => {
        const state = drills.start(params.drill);
        tx.record({ action: 'drill_started', target: { kind: 'drill', id: format(state.id), name: state.drill } });
        return Promise.resolve(stateView(state));
      }),
    }),
    globalRoute({
      method: 'GET', path: '/drills/runs/:id', summary: 'How far a drill is', permission: 'recovery.drill.read', params: Type.Object({ id: Type.String({ maxLength: 64 }) }), replies: { 200: State }, errors: [errors.drill_unknown],
      handle(_ctx, { params }) {
        const state = drills.state(drillIds.parse(params.id));
        if (state === undefined) throw errors.drill_unknown();
        return Promise.resolve(stateView(state));
      },
    }),
  ];
}
