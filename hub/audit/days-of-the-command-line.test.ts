import { afterEach, expect, test, vi } from 'vitest';
import { hubAuditList } from '../cli/hub-audit.ts';

afterEach(() => vi.unstubAllGlobals());

test('a day begins when it begins in the city: nobody misses the first eight hours of it', async () => {
  const asked: URL[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(new URL(url));
    return Promise.resolve(new Response('{"rows":[],"next":null}'));
  });
  const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
  const options = {
    ...{ hub: 'http://127.0.0.1:1', 'operator-token': 'token', limit: '50' },
    ...{ from: '2026-11-29', to: '2026-11-29T08:00+08:00' },
  };
  expect((await hubAuditList.run({ options, positionals: [] }, io)).exit).toBe(0);
  const [query] = asked.map(({ searchParams }) => searchParams);
  expect(query?.get('fromMs')).toBe(String(Date.UTC(2026, 10, 28, 16)));
  expect(query?.get('toMs')).toBe(String(Date.UTC(2026, 10, 29)));
  for (const from of ['2026-13-01', 'soon'])
    await expect(hubAuditList.run({ options: { ...options, from }, positionals: [] }, io)).rejects.toThrow(/--from/);
});
