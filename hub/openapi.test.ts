import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../contract/clock.ts';
import type { HubDeps } from './deps.ts';
import type { App } from './http.ts';
import { silentHubLog } from './log.ts';
import { buildServer } from './server.ts';

interface Operation {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: object }>> }
    >
  >;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

let app: App;
let document: Document;
beforeAll(async () => {
  // Routes as the hub makes them; nobody asks them anything here, so there is no database.
  app = buildServer({
    clock: systemClock,
    log: silentHubLog,
    operatorToken: 'test-operator-token',
    keys: {},
    hostNames: [],
    publicUrl: () => 'http://127.0.0.1',
    stop: new AbortController().signal,
    signals: { on: () => () => undefined, onResume: () => () => undefined },
  } as unknown as HubDeps);
  document = (await app.inject('/v1/openapi.json')).json();
});
afterAll(() => app.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test('every route of the hub is described, and nothing else', () => {
  const routes = routerRoutes(app.printRoutes({ commonPrefix: false }));
  expect(routes.length).toBeGreaterThan(40);
  const described = operations().map(
    ({ path, method }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  expect(described.sort()).toEqual(routes.sort());
});

test('the document has the form of OpenAPI 3.1', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  const ids = operations().map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operations()) {
    expect(path).toMatch(/^\//);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name).sort()).toEqual(inPath);
    for (const { required } of declared) expect(required).toBe(true);
    expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
    for (const [code, { description }] of Object.entries(operation.responses)) {
      expect(code).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
      expect(description).not.toBe('');
    }
    for (const use of operation.security ?? []) {
      for (const name of Object.keys(use)) expect(document.components.securitySchemes).toHaveProperty(name);
    }
  }
});

test('every schema in it is one of JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  let count = 0;
  for (const { operation } of operations()) {
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    const schemas = [
      ...(operation.parameters ?? []).map(({ schema }) => schema),
      ...bodies.flatMap((body) => Object.values(body?.content ?? {}).map(({ schema }) => schema)),
    ];
    for (const schema of schemas) {
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(100);
});

test('who must sign or bring a token stands at each route', () => {
  for (const { path, operation } of operations()) {
    const [use] = operation.security ?? [];
    const wanted = path.startsWith('/v1/devices/')
      ? 'machine'
      : path.startsWith('/v1/operator/')
        ? 'operator'
        : undefined;
    if (wanted !== undefined) expect([path, Object.keys(use ?? {})]).toEqual([path, [wanted]]);
  }
});

test('every route says that it may refuse, also one that answers with a file', () => {
  const silent = operations().filter(
    ({ operation }) => !('4XX' in operation.responses && '5XX' in operation.responses),
  );
  expect(silent.map(({ path }) => path)).toEqual([]);
  const file = document.paths['/releases/files/{prefix}/{file}']?.get;
  expect(Object.keys(file?.responses ?? {}).sort()).toEqual(['200', '206', '304', '4XX', '5XX']);
});

test('by what a person comes in is told as it is: a session opens nothing that the token alone does, nor the token what is about the own account', () => {
  const byOf = (path: string, method: string) =>
    document.paths[path]?.[method]?.security?.flatMap((use) => Object.keys(use));
  for (const { path, operation } of operations()) {
    // No role has it.
    const permissions: unknown = Reflect.get(operation, 'x-permissions');
    if (Array.isArray(permissions) && permissions.length === 0)
      expect([path, operation.security]).toEqual([path, [{ operator: [] }]]);
  }
  expect(byOf('/v1/operator/sms', 'get')).toEqual(['operator']);
  expect(byOf('/v1/operator/staff', 'get')).toEqual(['operator', 'session']);
  expect(byOf('/v1/console/session/password', 'post')).toEqual(['session']);
  expect(byOf('/v1/console/session/end', 'post')).toEqual(['session']);
  expect(byOf('/v1/console/session', 'post')).toBeUndefined();
});

/** The router's own list, a tree with four signs for each level: `    ├── /state (GET, HEAD)`. */
function routerRoutes(tree: string): string[] {
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const match = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (match === null) return [];
    const [, indent = '', part = '', methods = ''] = match;
    parts.length = indent.length / 4;
    parts.push(part);
    return methods
      .split(', ')
      .flatMap((method) => (['', 'HEAD'].includes(method) ? [] : [`${method} ${parts.join('')}`]));
  });
}
