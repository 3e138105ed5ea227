import type { RouteOptions } from 'fastify';
import { type App, failures } from './http.ts';

/** One route as it was registered. */
interface KnownRoute {
  readonly method: string;
  readonly url: string;
  readonly schema: RouteSchema;
  readonly signer: 'device' | 'new' | undefined;
  /** Of which one is enough (hub/accounts/permit.ts); null = the route asks for none. */
  readonly permissions: readonly string[] | null;
  /** By what people come in; none = everybody does, or whoever signs. */
  readonly entries: readonly string[];
}

interface RouteSchema {
  readonly params?: ObjectSchema;
  readonly querystring?: ObjectSchema;
  readonly body?: object;
  readonly response?: Readonly<Record<string, object>>;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

const openApiUrl = '/v1/openapi.json';

/**
 * Serves the description of every route, made from the schemas that check requests and write replies: what is not checked is not described, and nothing is
 * described twice. Call before the routes are made.
 */
export function openApiRoutes(app: App): void {
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      // HEAD comes with every GET.
      if (method !== 'HEAD') routes.push(known(method, route));
    }
  });
  let text: string | null = null;
  app.get(openApiUrl, async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(routes));
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

function known(method: string, route: RouteOptions): KnownRoute {
  return {
    ...{ method, url: route.url, schema: (route.schema ?? {}) as RouteSchema },
    signer: route.config?.signer,
    permissions: saidByHooks(route.onRequest, 'permissions'),
    entries: saidByHooks(route.onRequest, 'entries') ?? [],
  };
}

/** What the first hook of people (hub/accounts/permit.ts) says of itself. */
function saidByHooks(hooks: RouteOptions['onRequest'], name: 'permissions' | 'entries'): readonly string[] | null {
  for (const hook of [hooks ?? []].flat()) {
    if (name in hook) return Reflect.get(hook, name) as readonly string[];
  }
  return null;
}

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
function openApiDocument(routes: readonly KnownRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of [...routes].sort((a, b) => (a.url < b.url ? -1 : 1))) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, path) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'yitiji hub',
      version: '1',
      description:
        'Transactions of self-service machines. Errors are bodies of one form with a code, a detail for engineers, and the time of the hub.',
    },
    paths,
    components: {
      securitySchemes: {
        machine: {
          type: 'apiKey',
          in: 'header',
          name: 'signature',
          description:
            'HTTP message signature (RFC 9421) by the machine’s key (Ed25519, or SM2 with SM3) over method, path, query and content digest, with created, nonce and keyid = device id. The reply is signed over the request’s signature.',
        },
        newKey: {
          type: 'apiKey',
          in: 'header',
          name: 'signature',
          description: 'As `machine`, with keyid = `new:` and the public key that wants to enrol.',
        },
        operator: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'yitiji',
          description:
            'Session of the console (`POST /v1/console/session`); `__Host-yitiji` over TLS. What changes something carries `csrf` of the session in the header `yitiji-csrf`.',
        },
      },
    },
  };
}

function operation({ method, url, schema, signer, permissions, entries }: KnownRoute, path: string): object {
  const parameters = [...parametersOf('path', schema.params, url), ...parametersOf('query', schema.querystring, url)];
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+(\w)?/g, (_match, first: string | undefined) => (first ?? '').toUpperCase())}`,
    ...securityOf(signer, entries),
    ...(permissions === null ? {} : { 'x-permissions': permissions }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(schema.body === undefined ? {} : { requestBody: { required: true, content: json(schema.body) } }),
    responses: responsesOf(schema.response, url),
  };
}

function securityOf(signer: KnownRoute['signer'], entries: readonly string[]): object {
  if (signer === 'device') return { security: [{ machine: [] }] };
  if (signer === 'new') return { security: [{ newKey: [] }] };
  return entries.length === 0 ? {} : { security: entries.map((entry) => ({ [entry]: [] })) };
}

function parametersOf(place: 'path' | 'query', schema: ObjectSchema | undefined, url: string): readonly object[] {
  const described = Object.entries(schema?.properties ?? {}).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || (schema?.required ?? []).includes(name),
    schema: modern(of),
  }));
  if (place === 'query') return described;
  const named = new Set(described.map(({ name }) => name));
  const plain = [...url.matchAll(/:(\w+)/g)].flatMap(([, name = '']) => (named.has(name) ? [] : [name]));
  return [...described, ...plain.map((name) => ({ name, in: place, required: true, schema: { type: 'string' } }))];
}

/** A route without a described reply sends a page or a stream, and refuses as every other does. */
function responsesOf(responses: RouteSchema['response'], url: string): object {
  const entries = Object.entries(responses ?? failures).map(([code, schema]) => [
    code.toUpperCase(),
    { description: code.startsWith('2') ? 'done' : 'refused; `error` says why', content: json(schema) },
  ]);
  if (responses !== undefined) return Object.fromEntries(entries);
  // Ranges and what is known already (hub/releases/serve.ts).
  const parts = { 206: { description: 'the part that was asked for' }, 304: { description: 'as it was' } };
  return {
    200: { description: 'a file or a stream' },
    ...(url.startsWith('/releases/') ? parts : {}),
    ...Object.fromEntries(entries),
  };
}

function json(schema: object): object {
  return { 'application/json': { schema: modern(schema) } };
}

/** TypeBox writes tuples as draft 7 does (`items` as a list); 2020-12 calls that `prefixItems`. */
function modern(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modern);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([name, value]): readonly [string, unknown][] => {
    if (name === 'items' && Array.isArray(value)) {
      return [
        ['prefixItems', value.map(modern)],
        ['items', false],
      ];
    }
    return name === 'additionalItems' ? [] : [[name, modern(value)]];
  });
  return Object.fromEntries(entries);
}
