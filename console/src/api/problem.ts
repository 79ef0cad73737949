// One error type for everything the platform can answer. The three dialects it speaks (RFC 9457 on its
// own paths, Jira's and Confluence's shapes on theirs) become the same thing here, so that every screen
// shows an error the same way: what happened, its stable code, and the request to quote.

/** A person who could change a refusal. */
export type WhomToAsk = { readonly id: string; readonly name: string };

export type FieldError = { readonly field: string; readonly code: string; readonly message: string };

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  /** What a refusal rests on, in words of the permission table. */
  readonly rule: string | undefined;
  readonly askWhom: readonly WhomToAsk[];
  /** What else a problem of the platform's own doors carries, such as both sides of a conflict. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(facts: {
    status: number;
    code: string;
    title: string;
    detail?: string | undefined;
    requestId?: string | undefined;
    fields?: readonly FieldError[];
    retryAfterSeconds?: number | undefined;
    rule?: string | undefined;
    askWhom?: readonly WhomToAsk[];
    extra?: Readonly<Record<string, unknown>>;
  }) {
    super(facts.title);
    this.name = 'ApiProblem';
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail;
    this.requestId = facts.requestId;
    this.fields = facts.fields ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.rule = facts.rule;
    this.askWhom = facts.askWhom ?? [];
    this.extra = facts.extra ?? {};
  }
}

/** The network did not answer at all: offline, or the platform is down. */
export const unreachable = (): ApiProblem =>
  new ApiProblem({ status: 0, code: 'console.unreachable', title: 'The platform did not answer.' });

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const platformFields = (errors: unknown): FieldError[] =>
  Array.isArray(errors)
    ? errors.filter(isRecord).flatMap((entry) => {
        const field = textOf(entry['field']);
        return field === undefined
          ? []
          : [{ field, code: textOf(entry['code']) ?? 'invalid', message: textOf(entry['message']) ?? '' }];
      })
    : [];

const jiraFields = (errors: unknown): FieldError[] =>
  isRecord(errors)
    ? Object.entries(errors).map(([field, message]) => ({ field, code: 'invalid', message: String(message) }))
    : [];

function whyOf(body: Record<string, unknown>): { rule?: string; askWhom: readonly WhomToAsk[] } {
  const rule = isRecord(body['rule']) ? textOf(body['rule']['permission']) : undefined;
  const people: readonly unknown[] = Array.isArray(body['askWhom']) ? body['askWhom'] : [];
  const askWhom = people.filter(isRecord).flatMap((person) => {
    const [id, name] = [textOf(person['id']), textOf(person['name'])];
    return id === undefined || name === undefined ? [] : [{ id, name }];
  });
  return { ...(rule === undefined ? {} : { rule }), askWhom };
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const status = response.status;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const headerRequestId = response.headers.get('x-request-id') ?? undefined;
  const waiting = { status, retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined };
  const fallback = { ...waiting, code: `http.${status}`, title: response.statusText || `HTTP ${status}`, requestId: headerRequestId };
  const body: unknown = await response.json().catch(() => undefined);
  if (!isRecord(body)) return new ApiProblem(fallback);
  const facts = { ...waiting, ...whyOf(body) };

  const requestId = textOf(body['requestId']) ?? headerRequestId;
  const code = textOf(body['code']);
  const title = textOf(body['title']);
  if (title !== undefined) {
    const detail = textOf(body['detail']);
    return new ApiProblem({ ...facts, code: code ?? fallback.code, title, detail, requestId, fields: platformFields(body['errors']), extra: body });
  }
  const messages = body['errorMessages'];
  if (Array.isArray(messages) || isRecord(body['errors'])) {
    const fields = jiraFields(body['errors']);
    const first = Array.isArray(messages) ? textOf(messages[0]) : undefined;
    return new ApiProblem({ ...facts, code: code ?? fallback.code, title: first ?? fields[0]?.message ?? fallback.title, requestId, fields });
  }
  const first: unknown = Array.isArray(body['errors']) ? body['errors'][0] : undefined;
  if (isRecord(first)) {
    return new ApiProblem({
      ...facts,
      code: textOf(first['code']) ?? code ?? fallback.code,
      title: textOf(first['title']) ?? fallback.title,
      detail: textOf(first['detail']),
      requestId,
    });
  }
  return new ApiProblem({ ...fallback, code: code ?? fallback.code, title: textOf(body['message']) ?? fallback.title, requestId });
}
