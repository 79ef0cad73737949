/**
 * Shapes are JSON Schema (made with TypeBox). Query and path values arrive as text and are coerced; bodies are
 * taken as they are. Unknown members are left alone: clients of the compatible APIs send more than we read.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';

/** RFC 3339, section 5.6, and a moment that exists; the only format that requests are checked for. */
const isDateTime = (text: string): boolean => /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));
const options = { allErrors: false, removeAdditional: false, useDefaults: true, strict: false, logger: false, formats: { 'date-time': isDateTime } } as const;
const strictTypes = new Ajv({ ...options, coerceTypes: false });
const textTypes = new Ajv({ ...options, coerceTypes: 'array' });

export const compileValidator: FastifySchemaCompiler<object> = ({ schema, httpPart }) => {
  const validate: ValidateFunction = (httpPart === 'body' ? strictTypes : textTypes).compile(schema);
  return (value: unknown) => (validate(value) ? { value } : { error: Object.assign(new Error('invalid'), { validation: validate.errors ?? [], validationContext: httpPart ?? 'body' }) });
};
