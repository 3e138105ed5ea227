import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import type { Tx } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { keyReused, once } from './once.ts';

/** Who asks, and when: what every service handler needs besides its request. */
export interface Asked<Params> {
  readonly deviceId: string;
  readonly nowMs: number;
  readonly params: Params;
}

/**
 * A signed route with an effect, below `/v1/devices/{deviceId}`: checked both ways, done once per key.
 * @param path for example `orders/:orderId/refund`
 * @returns of `handle`: null = there is no such thing (404)
 */
export function keyedRoute<const B extends TSchema, const R extends TSchema, P = undefined>(
  app: App,
  deps: HubDeps,
  route: {
    readonly method?: 'POST' | 'PUT';
    readonly path: string;
    readonly body: B;
    readonly reply: R;
    /** What the schema cannot say: words for the engineer of a machine that sent this, without any of it; null = nothing is wrong. */
    fault?(body: Static<B>): string | null;
    /** Reads outside the transaction: a handler that waits for a second connection while it holds one can stop the whole pool. */
    prepare?(body: Static<B>, asked: Asked<Record<string, string>>): Promise<P>;
    handle(tx: Tx, body: Static<B>, asked: Asked<Record<string, string>>, prepared: P): Promise<Static<R> | null>;
  },
): void {
  const register = route.method === 'PUT' ? app.put.bind(app) : app.post.bind(app);
  const options = {
    config: { signer: 'device' as const },
    schema: { params: idParams(route.path), body: route.body, response: { 200: route.reply, ...failures } },
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const body = request.body as Static<B> & { readonly key: string };
    const params = request.params as Record<string, string>;
    const fault = route.fault?.(body) ?? null;
    if (fault !== null) return refuse(reply, deps.clock, 'badRequest', fault);
    const at = { deviceId: request.signer, key: body.key, route: `${route.path} ${JSON.stringify(params)}` };
    const asked = { deviceId: at.deviceId, nowMs: Math.round(deps.clock.wallMs()), params };
    const prepared = (await route.prepare?.(body, asked)) as P;
    const answer = await once(deps, at, body, (tx) => route.handle(tx, body, asked, prepared));
    if (answer === keyReused) return refuse(reply, deps.clock, 'badRequest', 'key: was used for another request');
    return answer ?? notFound(deps, reply);
  };
  // Types do not reach through a generic route; body and reply are checked at run time by their schemas.
  register(`/v1/devices/:deviceId/${route.path}`, options, handler as never);
}

/** 404 in the same words for what does not exist and for what belongs to another machine. */
export function notFound(deps: HubDeps, reply: FastifyReply): FastifyReply {
  return refuse(reply, deps.clock, 'notFound', 'no such thing for this machine');
}

/** Path parameters as texts of bounded length. */
export function idParams(path: string) {
  const names = ['deviceId', ...[...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] ?? '')];
  return Type.Object(Object.fromEntries(names.map((name) => [name, Type.String({ maxLength: 64 })])));
}
