import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';

interface Described {
  readonly paths: Readonly<
    Record<
      string,
      { readonly get?: { readonly parameters?: readonly { readonly in: string; readonly name: string }[] } }
    >
  >;
}

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(() => f.close());

const headers = { authorization: `Bearer ${operatorToken}` };
const cursor = (...values: readonly unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
/** Right in form, and of values that no list gives. */
const odd = ['', 'x', '-'.repeat(36), '0'.repeat(36), 'é\ud800', '9'.repeat(40), null, -1, 0.5, 2 ** 53, 1e308];
const bent = [
  ...odd.flatMap((value) => [1, 2, 3, 4].map((length) => cursor(...Array.from({ length }, () => value)))),
  ...odd.flatMap((value) => [cursor(1, value), cursor('a', value), cursor(1, 1, value), cursor(null, 1, value)]),
  ...['x', '0', '-1', '99999999999999999999', '%', '_', '1e9'],
];

test('a cursor that somebody has bent never ends in a fault of the hub, in whatever list', async () => {
  const { paths } = (await (await fetch(`${f.hub.url}/v1/openapi.json`)).json()) as Described;
  const lists = Object.entries(paths).flatMap(([path, { get }]) =>
    get?.parameters?.some((one) => one.in === 'query' && one.name === 'after') === true && !/[{]|[.]csv$/.test(path)
      ? [path]
      : [],
  );
  expect(lists.length).toBeGreaterThan(5);
  const faults: unknown[] = [];
  for (const path of lists) {
    const answers = await Promise.all(
      bent.map(async (after) => {
        const reply = await fetch(`${f.hub.url}${path}?after=${encodeURIComponent(after)}`, { headers });
        await reply.arrayBuffer();
        return [path, Buffer.from(after, 'base64url').toString(), reply.status] as const;
      }),
    );
    faults.push(...answers.filter(([, , status]) => status >= 500));
  }
  expect(faults).toEqual([]);
});
