import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lifeJobs } from '../tests/lives/life-jobs.ts';
import { projectNode, root } from './project.mjs';

const run = promisify(execFile);
const lives = (...args: readonly string[]) => run(projectNode, [join(root, 'build/lives.ts'), ...args]);

describe('lives of drivers', () => {
  it('cuts the work into jobs with a seed each: nothing twice, nothing left out', () => {
    const jobs = lifeJobs({ names: ['a', 'b'], codecNames: ['a', 'b'], seed: 100, schedules: 600, frames: 120_000 });
    for (const name of ['a', 'b']) {
      const lives = jobs.filter((job) => job.name === name && job.kind === 'schedules');
      expect(lives.map(({ seed, count }) => [seed, count])).toEqual([
        [100, 250],
        [101, 250],
        [102, 100],
      ]);
      const frames = jobs.filter((job) => job.name === name && job.kind === 'frames');
      expect(frames.map(({ seed, count }) => [seed, count])).toEqual([
        [100, 50_000],
        [101, 50_000],
        [102, 20_000],
      ]);
    }
  });

  it('runs every schedule and frame that it was asked for, and says so', async () => {
    const { stdout } = await lives(
      '--only',
      'escpos',
      '--schedules',
      '30',
      '--frames',
      '400',
      '--seed',
      '7',
      '--jobs',
      '1',
      '--json',
    );
    const result: unknown = JSON.parse(stdout);
    expect(result).toMatchObject({
      seed: 7,
      failures: [],
      rows: [{ name: 'escpos', schedules: 30, frames: 400, failures: 0 }],
    });
  });

  it('refuses what it does not know', async () => {
    await expect(lives('--only', 'nobody')).rejects.toMatchObject({ code: 2 });
    await expect(lives('--schedules', 'many')).rejects.toMatchObject({ code: 2 });
    await expect(lives('--path', '1:2')).rejects.toMatchObject({ code: 2 });
    expect((await lives('--help')).stdout).toContain('--schedules N');
  });
});
