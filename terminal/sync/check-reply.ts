import type { Static, TSchema } from 'typebox';
import { err, ok, type Result } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import type { HubCallError } from './hub-call-error.ts';

/** Parses JSON and checks it against the contract. Error: `badReply`. */
export function checkReply<const S extends TSchema>(schema: S, body: Buffer): Result<Static<S>, HubCallError> {
  const json = parseJson(body);
  if (json === undefined) return err({ code: 'badReply', detail: 'not JSON' });
  const value = parse(schema, json);
  return value.ok ? ok(value.value) : err({ code: 'badReply', detail: `${value.error.path} ${value.error.reason}` });
}

/** Undefined for what is no JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
