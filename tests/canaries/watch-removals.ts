import { afterAll, expect } from 'vitest';
import { HandOver } from './follow.ts';
import { sweepFolders } from './hand-over.ts';

/** Set-up of every test file: no test can forget to have looked at what it leaves behind. */
const places = sweepFolders(process.env);
const own = globalThis as { yitijiHandOver?: HandOver };
if (places.length > 0) {
  // Several test files may run in one process, each with this set-up: what hangs on a function hangs on it once.
  own.yitijiHandOver ??= new HandOver(places);
  const handOver = own.yitijiHandOver;
  handOver.testFile = expect.getState().testPath ?? '';
  afterAll(() => handOver.outputs());
}
