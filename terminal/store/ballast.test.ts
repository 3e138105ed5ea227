import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { ballastFile, makeBallast } from './ballast.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-ballast-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const never = new AbortController().signal;
const bytes = 3 * 1024 * 1024 + 5;

test('is really on the disk, is given up once, and comes back', async () => {
  const ballast = makeBallast(dir, bytes, noLog);
  expect(ballast.state()).toBe('none');
  expect(ballast.release()).toBe(false);
  expect(await ballast.keep(never)).toBe(true);
  const { size, blocks } = statSync(join(dir, ballastFile));
  expect(size).toBe(bytes);
  expect(blocks * 512).toBeGreaterThanOrEqual(bytes);
  expect([ballast.state(), await ballast.keep(never)]).toEqual(['kept', false]);
  expect([ballast.release(), ballast.state(), ballast.release()]).toEqual([true, 'released', false]);
  expect([await ballast.keep(never), ballast.state()]).toEqual([true, 'kept']);
});

test('one of another size is made anew; one that is not wanted is removed', async () => {
  writeFileSync(join(dir, ballastFile), 'x');
  expect(await makeBallast(dir, bytes, noLog).keep(never)).toBe(true);
  const unwanted = makeBallast(dir, 0, noLog);
  expect([unwanted.state(), await unwanted.keep(never)]).toEqual(['none', false]);
});

test('given up in the middle it leaves nothing behind', async () => {
  const controller = new AbortController();
  controller.abort();
  expect(await makeBallast(dir, bytes, noLog).keep(controller.signal)).toBe(false);
  expect(() => statSync(join(dir, `${ballastFile}.new`))).toThrow();
});
