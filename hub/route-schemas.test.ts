import { Ajv } from 'ajv';
import { fastify } from 'fastify';
import { Type } from 'typebox';
import { expect, test, vi } from 'vitest';
import type { App } from './http.ts';
import { installRouteSchemas } from './route-schemas.ts';

async function appOf(): Promise<App> {
  const app: App = fastify();
  installRouteSchemas(app);
  const count = () => Type.Object({ count: Type.Integer() }, { additionalProperties: false, title: 'of this test' });
  app.get('/', { schema: { querystring: count(), response: { 200: count() } } }, async ({ query }) => ({
    ...(query as { count: number }),
    secret: 'not in the schema',
  }));
  app.post(
    '/',
    { schema: { body: count(), response: { 200: count() } } },
    async ({ body }) => body as { count: number },
  );
  await app.ready();
  return app;
}

test('a text for a number is a number in an address and refused in a body, and nothing goes out that the schema does not name', async () => {
  const app = await appOf();
  expect((await app.inject('/?count=1')).body).toBe('{"count":1}');
  expect((await app.inject('/?count=one')).statusCode).toBe(400);
  const post = (body: object) => app.inject({ method: 'POST', url: '/', payload: body });
  expect((await post({ count: 1 })).body).toBe('{"count":1}');
  expect((await post({ count: '1' })).statusCode).toBe(400);
  expect((await post({ count: 1, more: true })).statusCode).toBe(400);
  await app.close();
});

test('a second instance in a process, and the HEAD of each GET, compile nothing again', async () => {
  await (await appOf()).close();
  const compiled = vi.spyOn(Ajv.prototype, 'compile');
  const again = await appOf();
  expect((await again.inject({ method: 'HEAD', url: '/?count=1' })).statusCode).toBe(200);
  expect(compiled).not.toHaveBeenCalled();
  await again.close();
});
