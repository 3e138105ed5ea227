// A program that leaves a value behind in every way that a test can: argument 1 is the value. Run with the folders of `hand-over.ts` in its environment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandOver } from './follow.ts';
import { sweepFolders } from './hand-over.ts';

const [, , value = ''] = process.argv;
const handOver = new HandOver(sweepFolders(process.env));
handOver.testFile = 'forgetful.test.ts';

const first = mkdtempSync(join(tmpdir(), 'yitiji-'));
writeFileSync(join(first, 'sync.txt'), value);
rmSync(first, { recursive: true });

const second = await mkdtemp(join(tmpdir(), 'yitiji-'));
writeFileSync(join(second, 'promised.txt'), value);
await rm(second, { recursive: true });

const talkative = spawn(process.execPath, ['-e', 'console.error(process.env.SAID)'], {
  env: { ...process.env, SAID: value },
});
talkative.stderr.resume();
await once(talkative, 'close');
handOver.outputs();
