import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeTestFolder } from './test-folder.mjs';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const inFolder = (places: Parameters<typeof makeTestFolder>[0]) => {
  const run = makeTestFolder(places);
  made.push(run.folder);
  return run;
};

describe('the folder of a test run', () => {
  it('is open to the account of the database server, as /tmp is', () => {
    expect(statSync(inFolder({}).folder).mode & 0o7777).toBe(0o1777);
  });

  it('is where TMPDIR says, whatever room there is', () => {
    const memory = mkdtempSync(join(tmpdir(), 'memory-'));
    made.push(memory);
    expect(dirname(inFolder({ memory, env: { TMPDIR: tmpdir() } }).folder)).toBe(tmpdir());
  });

  it('is an ordinary one where the system keeps none in memory', () => {
    expect(dirname(inFolder({ memory: '/no/such/place', env: {} }).folder)).toBe(tmpdir());
  });

  it('goes with all that tests left in it', () => {
    const run = inFolder({});
    writeFileSync(join(run.folder, 'left'), 'x');
    run.remove();
    expect(existsSync(run.folder)).toBe(false);
  });
});
