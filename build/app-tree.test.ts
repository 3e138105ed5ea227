import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commands } from '../bin/commands.ts';
import { machineCommands } from '../bin/machine-commands.ts';
import { makeAppTree } from './app-tree.ts';
import { root } from './project.mjs';

const dir = mkdtempSync(join(tmpdir(), 'yitiji-app-tree-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a command that texts and log name for a technician is not on the machine, or misses a file there', () => {
  mkdirSync(join(dir, 'built'));
  writeFileSync(join(dir, 'built/package.json'), '{}\n');
  // As above the slots of a machine of development; a release for the street has its own.
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  const out = join(dir, 'slot');
  makeAppTree({ out, version: '1.0', shippedRoot: '{}', built: join(dir, 'built') });
  // Help of everything: each command is loaded out of that folder.
  const said = execFileSync(process.execPath, ['--no-warnings', join(out, 'bin/machine.ts'), '--help'], {
    encoding: 'utf8',
  });
  expect(said).toContain('Usage: yitiji <command>');
  expect(machineCommands.filter(({ name }) => !said.includes(`  ${name} `))).toEqual([]);
  const needed = [
    'doctor',
    'bundle',
    'update repair',
    'update status',
    'outbox list',
    'config check',
    'rotate-key',
    'enrol',
  ];
  expect(needed.filter((name) => !machineCommands.some((one) => one.name === name))).toEqual([]);
  // It commits applications of nobody; on a machine that is enrolled they would reach the city.
  expect(machineCommands.map(({ name }) => name)).not.toContain('outbox fill');
  expect(commands.filter((one) => machineCommands.includes(one))).toEqual(machineCommands);
});
