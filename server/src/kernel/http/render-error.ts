/**
 * The one place where a failure becomes an HTTP answer. Refusals keep their status and code; anything else is a
 * bare 500. Three shapes: RFC 9457 for the platform's own API, and what Jira's and Confluence's clients parse.
 */
import { AppError } from '../errors/index.ts';
import { requestErrors } from '../service/errors.ts';
import type { Mount } from '../service/descriptor.ts';

export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

interface FastifyLikeError {
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly validation?: readonly { readonly instancePath: string; readonly keyword: string; readonly message?: string; readonly params?: Record<string, unknown> }[];
  readonly validationContext?: string;
}

/** A refusal for everything that can be thrown; `internal` for what nobody meant to throw. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // Every member is optional and unknown, and looked at before it is used.
  const shape = (typeof error === 'object' && error !== null ? error : {}) as FastifyLikeError;
  if (shape.validation !== undefined) {
    const errors: FieldError[] = shape.validation.map((issue) => ({
      field: fieldName(shape.validationContext ?? 'body', issue.instancePath, issue.params),
      code: issue.keyword,
      message: issue.message ?? 'is not valid',
    }));
    const first = errors[0];
    return requestErrors.invalid({ detail: first === undefined ? '' : `${first.field} ${first.message}.`, errors }, error);
  }
  if (shape.statusCode === 413) return requestErrors.too_large({}, error);
  if (shape.statusCode === 415) return requestErrors.unsupported_media_type({}, error);
  if (shape.statusCode === 400 && typeof shape.code === 'string') return requestErrors.invalid({ detail: 'The body could not be read.' }, error);
  if (error instanceof SyntaxError && shape.statusCode === 400) return requestErrors.invalid({ detail: 'The body is not JSON.' }, error);
  return requestErrors.internal({}, error);
}

function fieldName(context: string, instancePath: string, params: Record<string, unknown> | undefined): string {
  const several: unknown = params?.['requiredProperties'];
  const missing: unknown = params?.['missingProperty'] ?? (Array.isArray(several) ? several[0] : undefined);
  const path = instancePath.split('/').filter((part) => part !== '');
  if (typeof missing === 'string') path.push(missing);
  return path.length === 0 ? context : path.join('.');
}

export interface RenderedError {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function renderError(error: AppError, shape: Mount['errorShape'], requestId: string): RenderedError {
  const headers: Record<string, string> = {};
  if (error.status === 401) headers['www-authenticate'] = 'Bearer realm="holdfast"';
  const retryAfter = error.params['retryAfterSeconds'];
  if (typeof retryAfter === 'number') headers['retry-after'] = String(Math.ceil(retryAfter));
  const body = shape === 'problem' ? problem(error, requestId) : shape === 'jira' ? jira(error, requestId) : confluence(error, requestId);
  return { status: error.status, contentType: shape === 'problem' ? 'application/problem+json' : 'application/json; charset=utf-8', headers, body: JSON.stringify(body) };
}

function detailOf(error: AppError): string | undefined {
  const detail = error.params['detail'];
  return typeof detail === 'string' && detail !== '' ? detail : undefined;
}

function fieldErrors(error: AppError): readonly FieldError[] {
  const errors = error.params['errors'];
  return Array.isArray(errors) ? (errors as readonly FieldError[]) : []; // made by toAppError or a use case, always of this shape
}

/** Where in a text that was sent the fault is, for clients that point there. */
function positionOf(error: AppError): object {
  const position = error.params['position'];
  return typeof position === 'object' && position !== null ? { position } : {};
}

/** RFC 9457 §3. `type` is the page of the code in the error reference. */
function problem(error: AppError, requestId: string): object {
  const errors = fieldErrors(error);
  return {
    type: `/api/errors#${error.code}`, title: error.title, status: error.status, code: error.code, requestId,
    ...(detailOf(error) === undefined ? {} : { detail: detailOf(error) }),
    ...(errors.length === 0 ? {} : { errors }), ...positionOf(error), ...why(error),
  };
}

/** What a refusal rests on and who could change it: `rule` and `askWhom`, extension members of every shape. */
function why(error: AppError): object {
  const { rule, askWhom } = error.params;
  return error.status === 403 ? { ...(rule === undefined ? {} : { rule }), ...(askWhom === undefined ? {} : { askWhom }) } : {};
}

function jira(error: AppError, requestId: string): object {
  const errors = fieldErrors(error);
  return {
    errorMessages: errors.length > 0 && detailOf(error) === undefined ? [] : [detailOf(error) === undefined ? error.title : `${error.title} ${detailOf(error) ?? ''}`],
    errors: Object.fromEntries(errors.map((issue) => [issue.field, issue.message])),
    code: error.code, requestId, ...positionOf(error), ...why(error),
  };
}

function confluence(error: AppError, requestId: string): object {
  return { errors: [{ status: error.status, code: error.code, title: error.title, detail: detailOf(error) ?? null }], requestId, ...why(error) };
}
