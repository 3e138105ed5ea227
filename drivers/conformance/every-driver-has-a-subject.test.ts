import { expect, it } from 'vitest';
import { announcedDrivers, loadSubjectFiles } from './subjects.test-data.ts';

const files = await loadSubjectFiles();
const names = files.flatMap(({ subjects }) => subjects.map(({ name }) => name));

it('every subject file loads and brings a subject', () => {
  for (const { path, failure, subjects } of files) {
    expect(failure, path).toBeNull();
    expect(subjects.length, path).toBeGreaterThan(0);
  }
  expect(files.length).toBeGreaterThan(0);
});

it('no two subjects have the same name, or one of them would never be run', () => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('no driver without conformance: each one that a drivers.ts announces has a subject of its name, or of its name and a variant', async () => {
  const announced = await announcedDrivers();
  expect(announced.length).toBeGreaterThan(0);
  // A subject that is itself a driver (`sdt-hid-raw`) is no variant of another one (`sdt`).
  const others = new Set(announced.map(({ name }) => name));
  const isVariant = (one: string, name: string) => one.startsWith(`${name}-`) && !others.has(one);
  const missing = announced.filter(({ name }) => !names.some((one) => one === name || isVariant(one, name)));
  expect(missing).toEqual([]);
});

// C14 (custody in a random walk) belongs to the custodian and is tested in terminal/devices. C16 (replay of recorded traces) belongs to drivers/trace;
// its test walks the same subjects and asserts here that every one of them has a trace codec and a recorded trace.
