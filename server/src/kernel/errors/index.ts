/**
 * Errors that people may see. Every refusal carries a stable code (`module.name`), an HTTP status,
 * a title, and what was wrong this time. Anything else that is thrown is a bug: outside it is a bare
 * 500, inside it is logged whole. Problem documents follow RFC 9457.
 */
export interface ErrorShape {
  /** HTTP status that the edge answers with. */
  readonly status: number;
  /** One plain sentence: what is wrong and what would be right. Never contains a person's data. */
  readonly title: string;
}

export interface ErrorDefinition extends ErrorShape {
  readonly code: string;
}

export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(definition: ErrorDefinition, params: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(typeof params['detail'] === 'string' ? `${definition.title} ${params['detail']}` : definition.title, { cause });
    this.name = 'AppError';
    this.code = definition.code;
    this.status = definition.status;
    this.title = definition.title;
    this.params = params;
  }

  /** The same refusal with more to say. */
  with(params: Readonly<Record<string, unknown>>): AppError {
    return new AppError(this, { ...this.params, ...params }, this.cause);
  }
}

/** Tells whether a thrown value is a refusal of ours, by code when one is given. */
export function isAppError(error: unknown, code?: string): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

export type ErrorFactory = ((params?: Readonly<Record<string, unknown>>, cause?: unknown) => AppError) & {
  readonly definition: ErrorDefinition;
};

const registry = new Map<string, ErrorDefinition>();

/** Declares the errors of one module: `defineErrors('tracker', { issue_not_found: { status: 404, title: '…' } })`. */
export function defineErrors<const Shapes extends Record<string, ErrorShape>>(
  module: string,
  shapes: Shapes,
): { readonly [Name in keyof Shapes]: ErrorFactory } {
  const factories: Record<string, ErrorFactory> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const definition: ErrorDefinition = { code: `${module}.${name}`, ...shape };
    if (registry.has(definition.code)) throw new Error(`error code declared twice: ${definition.code}`);
    registry.set(definition.code, definition);
    const factory = (params: Readonly<Record<string, unknown>> = {}, cause?: unknown) => new AppError(definition, params, cause);
    factories[name] = Object.assign(factory, { definition });
  }
  // The loop above filled exactly the keys of `shapes`.
  return factories as { readonly [Name in keyof Shapes]: ErrorFactory };
}

/** Every error declared by the modules loaded so far, by code; the reference page is made from this. */
export function declaredErrors(): readonly ErrorDefinition[] {
  return [...registry.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
