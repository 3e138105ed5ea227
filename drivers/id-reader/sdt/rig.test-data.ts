import type { DeviceError } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import type { Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { cardOf, type Persona, type SimulatedCard } from '../../simulators/persona.ts';
import { SdtSimulator, type SdtSimulatorOptions } from '../../simulators/sdt-simulator.ts';
import { LinkedLine, type LinkedLineOptions } from '../../transport/linked-transport.ts';
import type { IdCardRead, ReadCardOptions, ReadPhase } from '../id-reader.ts';
import type { SdtProfile } from './profile.ts';
import { createSdtReader } from './sdt-reader.ts';

/** A canary: none of these values may show up in logs, events or errors. */
export const persona: Persona = {
  id: 'test',
  use: 'tests',
  type: 'resident',
  name: '黎赟',
  sex: 'female',
  ethnicity: '汉族',
  birthDate: '1992-03-15',
  address: '广东省广州市天河区测试路1号',
  number: '440199199203150026',
  issuer: '广州市公安局天河分局',
  validFrom: '2018-05-10',
  validTo: '2038-05-10',
};

export const card: SimulatedCard = cardOf(persona);

/** A reader and a simulated module on an in-memory line, in virtual time. */
export function readerRig(
  o: {
    readonly profile?: Partial<SdtProfile>;
    readonly line?: Partial<LinkedLineOptions>;
    readonly simulator?: Partial<SdtSimulatorOptions>;
  } = {},
) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port-a', ...o.line });
  const simulator = new SdtSimulator({
    clock,
    send: (bytes) => line.send(bytes),
    unplug: () => line.unplug(),
    ...o.simulator,
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const logged: { readonly id: string; readonly fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const reader = createSdtReader({
    id: 'idReader',
    transport: line.transport,
    clock,
    log,
    random: () => 0.5,
    ...(o.profile === undefined ? {} : { profile: o.profile }),
  });
  const phases: ReadPhase[] = [];
  return {
    clock,
    line,
    simulator,
    reader,
    logged,
    phases,
    /** Connects and lets the pad be seen empty. */
    async ready(): Promise<void> {
      reader.start();
      await clock.advance(1_500);
    },
    /** Starts a call; `result` stays null until it has settled. */
    read(options: Partial<ReadCardOptions> = {}): { result: Result<IdCardRead, DeviceError> | null } {
      const call: { result: Result<IdCardRead, DeviceError> | null } = { result: null };
      void reader.readCard({ userMs: 30_000, onPhase: (phase) => phases.push(phase), ...options }).then((result) => {
        call.result = result;
      });
      return call;
    },
  };
}

/** True when no value of the person shows in any form that a log or an error could carry. */
export function isFreeOfPersonalData(value: unknown): boolean {
  const seen = new Set<unknown>();
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Error) return `${part.name} ${part.message} ${part.stack ?? ''} ${String(part.cause)}`;
    if (typeof part === 'object' && part !== null) {
      if (seen.has(part)) return null;
      seen.add(part);
    }
    return part;
  });
  const utf16 = Buffer.from(persona.number, 'utf16le').toString('hex');
  const secrets = [persona.name, persona.number, '测试路', '天河分局', utf16, utf16.toUpperCase()];
  return secrets.every((secret) => !text.includes(secret));
}
