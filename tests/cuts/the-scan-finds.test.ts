import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CutCitizen, personaOf } from './rig/cut-citizen.ts';
import { CutMachine, cutGround } from './rig/cut-machine.ts';
import { cutPaths } from './rig/cut-paths.ts';
import { findings, privacyFindings, Witness } from './rig/evidence.ts';
import { found, planted } from './rig/planted.ts';

test('a scan that sees nothing because it looks for nothing', async () => {
  const people = planted(['li-yun']);
  const { name, number, address } = personaOf('li-yun');
  expect(found(people, Buffer.from(`x${name}x`, 'utf16le'))).toEqual(['name in UTF-16LE of li-yun']);
  expect(found(people, Buffer.from(`{"a":"${number}"}`))).toContain('number in UTF-8 of li-yun');
  expect(found(people, Buffer.from(address ?? '', 'utf8'))).toEqual(['address in UTF-8 of li-yun']);
  // 黎赟 as the receipt printer hears it.
  expect(found(people, Buffer.from('c0e8da53', 'hex'))).toEqual(['name in GB18030 of li-yun']);

  const ground = await cutGround();
  try {
    const path = cutPaths['ss.card.query'];
    if (path === undefined) throw new Error('no path');
    const machine = new CutMachine(ground, 'accepted');
    const witness = new Witness(machine);
    const citizen = new CutCitizen(machine, { card: 'li-yun' });
    await citizen.open('ss.card.query');
    while (!machine.snapshot.screen.name.includes('/V1')) await citizen.turn();
    // While the visit is open its person is in the session, and nowhere else.
    const open = privacyFindings(machine, people);
    expect(open).toContain('number in UTF-8 of li-yun in the session');
    expect(open.filter((what) => what.includes('the file') || what.includes('the log'))).toEqual([]);
    machine.logged.push(`{"id":"made.up","fields":{"who":"${number}"}}`);
    machine.store.meta.set('made.up', name);
    const spoilt = findings(machine, witness, people);
    expect(spoilt).toContain('number in UTF-8 of li-yun in the log');
    expect(spoilt.some((what) => what.startsWith('name in UTF-8 of li-yun in the file yitiji.db'))).toBe(true);
    machine.devices.cards.begin('feedToExit');
    machine.devices.cards.end();
    expect(findings(machine, witness, people)).toContain('a card left without a record');
    // What was planted here on purpose is nothing that this test leaves.
    for (const file of readdirSync(ground.dir, { recursive: true, encoding: 'utf8' }))
      if (/yitiji\.db(-wal|-shm)?$/.test(file)) rmSync(join(ground.dir, file));
    await machine.end();
  } finally {
    await ground.remove();
  }
});
