import type { DeviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { type ChipHabits, SmartCardChip, syntheticCard } from '../../simulators/smart-card-chip.ts';
import { SmartCardSimulator } from '../../simulators/smart-card-simulator.ts';
import type { CardPhase, ReadSocialSecurityCardOptions, SocialSecurityCardRead } from '../smart-card-reader.ts';
import { createPcscReader } from './pcsc-reader.ts';
import type { PcscProfile } from './profile.ts';

export const slot = 'Simulated Reader 00 00';

/** A reader and simulated PC/SC in virtual time. */
export function smartCardRig(
  o: {
    readonly readers?: readonly string[];
    readonly reader?: string;
    readonly profile?: Partial<PcscProfile>;
    readonly random?: () => number;
    readonly trace?: (direction: 'tx' | 'rx', apdu: Uint8Array) => void;
  } = {},
) {
  const clock = new VirtualClock();
  const simulator = new SmartCardSimulator(clock, o.readers ?? [slot]);
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const reader = createPcscReader({
    id: 'smartCard',
    port: simulator,
    reader: o.reader ?? '',
    clock,
    log,
    random: o.random ?? (() => 0.5),
    profile: o.profile,
    trace: o.trace,
  });
  const phases: CardPhase[] = [];
  const chips: SmartCardChip[] = [];
  return {
    clock,
    simulator,
    reader,
    logged,
    phases,
    chips,
    async ready(): Promise<void> {
      reader.start();
      await clock.advance(10);
    },
    /** A hand puts a card in. */
    insert(name: string, habits?: ChipHabits): SmartCardChip {
      const chip = new SmartCardChip(syntheticCard(name), habits);
      chips.push(chip);
      simulator.insert(slot, chip);
      return chip;
    },
    remove: () => simulator.remove(slot),
    /** Starts a call and lets it arm, in no time; `result` stays null until it has settled. */
    async read(options: Partial<ReadSocialSecurityCardOptions> = {}) {
      const call: { result: Result<SocialSecurityCardRead, DeviceError> | null; settledMs: number } = {
        result: null,
        settledMs: -1,
      };
      void reader
        .readSocialSecurityCard({ userMs: 30_000, onPhase: (phase) => phases.push(phase), ...options })
        .then((result) => {
          call.result = result;
          call.settledMs = clock.monoMs();
        });
      await clock.advance(0);
      return call;
    },
  };
}

/** True when no value of the synthetic cards shows in any form that a log, an error or a trace could carry. */
export function isFreeOfCardData(value: unknown): boolean {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Error) return `${part.name} ${part.message} ${part.stack ?? ''} ${String(part.cause)}`;
    return part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : part;
  });
  const number = '440106199001019990';
  const hex = Buffer.from(number, 'latin1').toString('hex');
  const secrets = ['测试员', number, 'B12345678', 'C12345678', '\xb2\xe2\xca\xd4', hex, hex.toUpperCase()];
  return secrets.every((secret) => !text.includes(secret));
}
