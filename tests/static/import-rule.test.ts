import { describe, expect, it } from 'vitest';
import { importViolations } from './import-rule.ts';
import { codeFiles, importsOf, readText } from './source-files.ts';

describe('import rule', () => {
  it('is kept by every file', () => {
    const files = codeFiles();
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((path) => importViolations(path, importsOf(path, readText(path))))).toEqual([]);
  });

  it('finds no code in kiosk-config, which is data only', () => {
    expect(codeFiles().filter((path) => path.startsWith('kiosk-config/'))).toEqual([]);
  });

  it.each([
    ['contract/screen.ts', '../terminal/session/machine.ts'],
    ['drivers/id-reader/id-reader.ts', '../../terminal/store/store.ts'],
    ['drivers/id-reader/sdt/codec.ts', 'serialport'],
    ['drivers/id-reader/sdt/codec.ts', '../../transport/serial-transport.ts'],
    ['drivers/receipt-printer/escpos/escpos-printer.ts', 'node:net'],
    ['drivers/receipt-printer/receipt-printer.ts', '../simulators/escpos-simulator.ts'],
    ['drivers/transport/serial-transport.ts', '../id-reader/sdt/framer.ts'],
    ['renderer/citizen/app.tsx', '../../terminal/session/pages/idle.ts'],
    ['renderer/citizen/app.tsx', 'node:fs'],
    ['renderer/citizen/app.tsx', 'electron'],
    ['electron/main.ts', '../terminal/main.ts'],
    ['electron/main.ts', '../drivers/transport/serial-transport.ts'],
    ['electron/main.ts', 'serialport'],
    ['terminal/main.ts', 'electron'],
    ['terminal/main.ts', '../hub/server.ts'],
    ['terminal/devices/devices.ts', '../../drivers/simulators/persona.ts'],
    ['hub/server.ts', '../terminal/store/store.ts'],
    ['updater/slots.ts', '../terminal/store/store.ts'],
    ['hub/server.ts', '../../elsewhere/file.ts'],
  ])('refuses %s → %s', (path, specifier) => {
    expect(importViolations(path, [specifier])).toHaveLength(1);
  });

  it.each([
    ['terminal/devices/devices.ts', '../../drivers/transport/serial-transport.ts'],
    ['drivers/transport/serial-transport.ts', 'serialport'],
    ['drivers/id-reader/sdt/protocol.ts', '../../transport/transport.ts'],
    ['drivers/id-reader/sdt/reader.test.ts', '../../simulators/sdt-simulator.ts'],
    ['drivers/id-reader/drivers.ts', '../transport/serial-transport.ts'],
    ['electron/main.ts', 'electron'],
    ['bin/cli.ts', '../hub/cli/hub.ts'],
  ])('allows %s → %s', (path, specifier) => {
    expect(importViolations(path, [specifier])).toEqual([]);
  });

  it('sees every form of import', () => {
    const source = `
      import a from './a.ts';
      import type { B } from './b.ts';
      export { c } from './c.ts';
      export * from './d.ts';
      const e = await import('./e.ts');
      type F = import('./f.ts').F;
      const g = require('./g.cjs');
      import './h.css';
    `;
    expect([...importsOf('x.ts', source)].sort()).toEqual(
      ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts', 'f.ts', 'g.cjs', 'h.css'].map((name) => `./${name}`),
    );
  });
});
