/** Doors that help to write JQL: its words, values of its fields, and whether a text would be answered. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { isAppError } from '../../../kernel/errors/index.ts';
import { referenceData, suggestValues } from '../complete-jql.ts';
import { readConfiguration } from '../configuration-store.ts';
import { faultSentence, JqlFault, positionIn, type JqlPosition } from '../jql-error.ts';
import { parseJql } from '../parse-jql.ts';
import { checkJql } from '../search-issues.ts';
import { jqlBean } from '../show-jql.ts';
import type { ApiDependencies } from './answers.ts';
import { bean } from './shapes.ts';

const Texts = Type.Array(Type.String());
const FieldReference = bean({ value: Type.String(), displayName: Type.String(), orderable: Type.String(), searchable: Type.String(), auto: Type.String(), operators: Texts, types: Texts });
const FunctionReference = bean({ value: Type.String(), displayName: Type.String(), isList: Type.String(), types: Texts });
const ReferenceShape = bean({ visibleFieldNames: Type.Array(FieldReference), visibleFunctionNames: Type.Array(FunctionReference), jqlReservedWords: Texts });
const Short = Type.Optional(Type.String({ maxLength: 300 }));
const ParsedShape = bean({ query: Type.String(), structure: Type.Optional(Type.Unknown()), errors: Type.Optional(Texts) });

interface Fault { readonly message: string; readonly position: JqlPosition }

export function createJqlRoutes({ people }: ApiDependencies): readonly Route[] {
  async function faultOf(tx: ReadTx, ctx: Ctx, query: string): Promise<Fault | undefined> {
    try {
      await checkJql(tx, ctx, people, query);
      return undefined;
    } catch (error) {
      // Grammar was looked at before; this is the refusal of fields and values, with its place.
      if (!isAppError(error, 'tracker.jql_invalid')) throw error;
      return { message: String(error.params['detail']), position: error.params['position'] as JqlPosition }; // as jql-error.ts makes it
    }
  }
  async function parsed(tx: ReadTx, ctx: Ctx, query: string, validation: string) {
    try {
      const structure = jqlBean(parseJql(query));
      const fault = validation === 'none' ? undefined : await faultOf(tx, ctx, query);
      if (fault === undefined) return { query, structure };
      return { query, ...(validation === 'warn' ? { structure, warnings: [fault.message] } : { errors: [fault.message] }), positions: [fault.position] };
    } catch (error) {
      if (!(error instanceof JqlFault)) throw error;
      return { query, errors: [faultSentence(query, error)], positions: [positionIn(query, error.column)] };
    }
  }
  const data = { permission: 'tracker.site.view', path: '/rest/api/3/jql/autocompletedata', replies: { 200: ReferenceShape } } as const;
  const reference = (ctx: Ctx) => ctx.read(async (tx) => referenceData(await readConfiguration(tx)));
  return [
    tenantRoute({ ...data, method: 'GET', summary: 'Fields, functions and words of JQL', handle: reference }),
    tenantRoute({ ...data, method: 'POST', summary: 'Fields, functions and words of JQL', body: Type.Object({ includeCollapsedFields: Type.Optional(Type.Boolean()), projectIds: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100 })) }), handle: reference }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/jql/autocompletedata/suggestions', summary: 'Values of a field that begin with what was typed', permission: 'tracker.project.view',
      query: Type.Object({ fieldName: Short, fieldValue: Short, predicateName: Short, predicateValue: Short }), replies: { 200: bean({ results: Type.Array(bean({ value: Type.String(), displayName: Type.String() })) }) },
      handle: (ctx, { query }) => ctx.read(async (tx) => {
        const found = await suggestValues(tx, ctx, people, { field: query.fieldName ?? '', typed: query.predicateValue ?? query.fieldValue ?? '', predicate: query.predicateName });
        return { results: found.map(({ value, shown }) => ({ value, displayName: shown })) };
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/jql/parse', summary: 'Check JQL texts', permission: 'tracker.project.view', query: Type.Object({ validation: Type.Optional(Type.Union([Type.Literal('strict'), Type.Literal('warn'), Type.Literal('none')])) }),
      body: Type.Object({ queries: Type.Array(Type.String(), { minItems: 1, maxItems: 50 }) }), replies: { 200: bean({ queries: Type.Array(ParsedShape) }) },
      handle: (ctx, { query, body }) => ctx.read(async (tx) => {
        const queries: object[] = [];
        for (const text of body.queries) queries.push(await parsed(tx, ctx, text, query.validation ?? 'strict')); // one after the other: each may look names up
        return { queries: queries as { query: string }[] }; // each has its query
      }),
    }),
  ];
}
