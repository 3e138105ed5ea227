import { deviceClasses } from '../../drivers/registry.ts';
import type { Person } from './access-state.ts';
import type { Bench, BenchPart } from './bench.ts';
import { pagesOf } from './rights.ts';

/** What is done to a device beside its tests: met anew, and accepted as the one that belongs there. */
export class DevicesPart implements BenchPart {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  press(person: Person, what: string, name: string): boolean {
    if (what !== 'reconnect' && what !== 'swap') return false;
    const role = deviceClasses.find((candidate) => candidate === name);
    if (role === undefined || !pagesOf(person).includes('devices')) return true;
    const bench = this.#bench;
    if (what === 'swap') {
      const swap = bench.o.units.swap(role);
      if (swap === null) return true;
      const isKept = bench.o.units.accept(role);
      bench.audit(person, `swap.${role}`, isKept ? `${swap.before} → ${swap.now}`.slice(0, 120) : 'notStored');
      bench.say(isKept ? 'done' : 'attention', isKept ? 'tech.swap.done' : 'tech.swap.notStored');
      return true;
    }
    const device = bench.o.devices[role];
    if (device === null || bench.isInHand || bench.holding(device.id) !== 'ours') return true;
    bench.run({ person, name: `reconnect.${role}` }, async () => {
      const isDropped = await bench.o.devices.reconnect(role);
      bench.audit(person, `reconnect.${role}`, isDropped ? 'done' : 'notOpen');
      bench.say(isDropped ? 'information' : 'attention', isDropped ? 'tech.reconnect.done' : 'tech.reconnect.notOpen');
    });
    return true;
  }
}
