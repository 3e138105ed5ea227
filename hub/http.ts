import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyTypeProvider, RawServerDefault } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { Clock } from '../contract/clock.ts';
import { HubError, type HubErrorCode } from '../contract/hub-api.ts';

/** Gives routes the types of their TypeBox schemas. */
export interface TypeBoxProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxProvider
>;

/** Status of each error code; `unavailable` and `rateLimited` carry Retry-After. */
export const errorStatus = {
  badRequest: 400,
  unsigned: 401,
  badSignature: 401,
  unknownKey: 401,
  clock: 401,
  replayed: 401,
  signInWrong: 401,
  forbidden: 403,
  stepUp: 403,
  codeInvalid: 403,
  notFound: 404,
  tooLarge: 413,
  mediaType: 415,
  rateLimited: 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<HubErrorCode, number>;

/** Response schemas that every route shares. */
export const failures = { '4xx': HubError, '5xx': HubError } as const;

export const WaitQuery = Type.Object(
  { wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })) },
  { additionalProperties: false },
);

/** Moment in ISO 8601, UTC. @param ms wall clock */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Ends the request with an error of the catalogue. `detail` is for engineers and names no person. */
export function refuse(reply: FastifyReply, clock: Clock, error: HubErrorCode, detail: string): FastifyReply {
  if (error === 'unavailable') reply.header('retry-after', '2');
  if (error === 'rateLimited') reply.header('retry-after', '5');
  const body: HubError = { error, detail, hubTime: isoTime(clock.wallMs()) };
  reply.refusal = error;
  return reply.code(errorStatus[error]).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}
