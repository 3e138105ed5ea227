import { expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { HubDeps } from '../deps.ts';
import { silentHubLog } from '../log.ts';
import { buildServer } from '../server.ts';

/** Routes of the console that somebody asks who has not signed in, or who only has the code on the machine. */
const openConsoleRoutes = /^\/v1\/console\/(session(\/invitation|\/set-up)?|work-orders\/:id)$/;

/** Whether a route wants a person who has signed in, or the operator token. */
const isOfPeople = (url: string): boolean => /^\/v1\/(operator|console)\//.test(url) && !openConsoleRoutes.test(url);

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

test('no route of people answers anybody who has neither signed in nor the token', async () => {
  // Without a database: whoever is asked for more than the headers fails here.
  const app = buildServer({
    clock: systemClock,
    log: silentHubLog,
    operatorToken: 'test-operator-token',
    keys: {},
    items: [],
    hostNames: [],
    publicUrl: () => 'http://127.0.0.1',
    stop: new AbortController().signal,
    signals: { on: () => () => undefined, onResume: () => () => undefined },
  } as unknown as HubDeps);
  try {
    const { paths } = (await app.inject('/v1/openapi.json')).json() as Document;
    const asked: string[] = [];
    for (const [path, methods] of Object.entries(paths)) {
      if (!isOfPeople(path.replaceAll(/\{(\w+)\}/g, ':$1'))) continue;
      for (const method of Object.keys(methods)) {
        const url = path.replaceAll(/\{\w+\}/g, '1');
        for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'yitiji=short' }]) {
          const reply = await app.inject({ method: method.toUpperCase() as 'GET', url, headers });
          expect([method, path, reply.statusCode]).toEqual([method, path, 401]);
        }
        asked.push(path);
      }
    }
    expect(asked.length).toBeGreaterThan(40);
    expect(asked).toEqual(
      expect.arrayContaining(['/v1/operator/staff', '/v1/console/events', '/v1/console/session/end']),
    );
    expect(asked).not.toContain('/v1/console/session');
  } finally {
    await app.close();
  }
});
