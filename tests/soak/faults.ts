import type { Random } from '../../hub/city/random.ts';
import type { Street } from './street.ts';

/** What can go wrong in one session; each is put right again before the next one. */
export const faultNames = [
  'hubAway',
  'hubLate',
  'readerUnplugged',
  'readerGarbles',
  'readerSilent',
  'readerCableDamaged',
  'paperOut',
  'coverOpen',
  'cutterJams',
  'printerUnplugged',
  'printerCableDamaged',
  'boardUnplugged',
  'portsLost',
  'windowLost',
  'wildTouches',
  'diskFull',
  'clockJumps',
  'cardJams',
  'cardSnatched',
  'dispenserReplyLost',
  'personaliserFails',
] as const;
export type FaultName = (typeof faultNames)[number];

/** Strikes now. Returns how it is put right, when the session is over. */
export async function strike(name: FaultName, street: Street, dice: Random): Promise<() => Promise<void> | void> {
  const { bench, hub, machine } = street;
  const nothing = () => undefined;
  switch (name) {
    case 'hubAway':
      hub.hub.isAway = true;
      return () => {
        hub.hub.isAway = false;
      };
    case 'hubLate':
      hub.lateMs = dice.pick([800, 4_000, 20_000]);
      return () => {
        hub.lateMs = 0;
      };
    case 'readerUnplugged':
      await bench.unplug('idReader');
      return () => bench.plug('idReader');
    case 'printerUnplugged':
      await bench.unplug('receiptPrinter');
      return () => bench.plug('receiptPrinter');
    case 'boardUnplugged':
      await bench.unplug('ioBoard');
      return () => bench.plug('ioBoard');
    case 'readerGarbles':
      bench.injectSdt(dice.pick([{ type: 'checksum' }, { type: 'noise', bytes: 40 }, { type: 'half' }]), {
        times: dice.int(1, 3),
      });
      return () => bench.clearSdtFaults();
    case 'readerSilent':
      bench.injectSdt({ type: 'silence' }, { times: dice.int(1, 5) });
      return () => bench.clearSdtFaults();
    case 'readerCableDamaged':
      bench.damageCable('idReader', 'toHost', dice.pick(['flip', 'drop']), dice.int(0, 300));
      return () => bench.clearCable('idReader');
    case 'printerCableDamaged':
      bench.damageCable('receiptPrinter', 'toHost', dice.pick(['flip', 'drop']), dice.int(0, 10));
      return () => bench.clearCable('receiptPrinter');
    case 'paperOut':
      bench.printer.setPaperLeft(dice.int(0, 30));
      return () => bench.printer.loadPaper();
    case 'coverOpen':
      bench.printer.setCover(true);
      return () => bench.printer.setCover(false);
    case 'cutterJams':
      bench.printer.setCutterFault('clears');
      return () => bench.printer.setCutterFault('none');
    case 'portsLost':
      machine.losePorts();
      return nothing;
    case 'windowLost':
      machine.call('shell.windowLost', { reason: 'process killed' });
      return nothing;
    case 'wildTouches':
      for (let n = 0; n < 30; n += 1) {
        machine.touch(
          dice.pick([
            { kind: 'press', id: `nobody:${n}` },
            { kind: 'choose', name: 'x', option: 'y' },
            { kind: 'search', query: 'z'.repeat(dice.int(1, 12)) },
            { kind: 'type', name: 'mobile', value: '999' },
          ]),
        );
      }
      return nothing;
    case 'diskFull':
      machine.setDisk(0.999);
      return () => machine.setDisk(null);
    case 'clockJumps':
      machine.setClock(dice.pick([-3_600_000, 3_600_000, 86_400_000]));
      return () => machine.setClock(0);
    case 'cardJams':
      bench.dispenser.armMishap({ kind: 'jam', at: dice.pick(['feed', 'present']) });
      return () => bench.dispenser.clearFaults();
    case 'cardSnatched':
      bench.dispenser.armMishap({ kind: 'snatch', at: 'present' });
      return () => bench.dispenser.clearFaults();
    case 'dispenserReplyLost':
      bench.dispenser.injectFault({ fault: dice.pick(['noReply', 'garbled', 'late']), on: 'any' });
      return () => bench.dispenser.clearFaults();
    case 'personaliserFails':
      bench.personaliser?.inject(dice.pick(['chip', 'key', 'mismatch', 'silence', 'checksum']));
      return () => bench.personaliser?.clearFaults();
  }
}
