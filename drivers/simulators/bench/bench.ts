import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../contract/clock.ts';
import { type DeviceBench, type DeviceBenchOptions, openDeviceBench } from './device-bench.ts';
import { loadPeople } from './people.ts';
import { buildBenchServer } from './server.ts';

export interface BenchOptions extends Omit<DeviceBenchOptions, 'people' | 'clock'> {
  /** Port on 127.0.0.1; 0 = any free one. */
  readonly port: number;
  /** File of synthetic people, as `kiosk-config/demo/personas.json`. */
  readonly personasFile: string;
  readonly clock: Clock;
  /** Secret of the page's address; default a new random one. */
  readonly token?: string;
}

/** The device bench with its page. `url` holds the token: whoever has it can play citizen and technician at this machine. */
export interface Bench extends DeviceBench {
  readonly url: string;
}

/**
 * Starts the device bench: the simulated devices of a machine on pseudo-terminals, and a page on loopback to play with them.
 * Rejects when the file of people does not fit, socat is missing or the port is taken; nothing is left behind then.
 */
export async function startBench(options: BenchOptions): Promise<Bench> {
  const people = loadPeople(options.personasFile);
  if (!people.ok) throw new Error(people.error);
  const devices = await openDeviceBench({ ...options, people: people.value });
  const token = options.token ?? randomBytes(18).toString('base64url');
  const app = buildBenchServer(devices, token);
  try {
    const address = await app.listen({ host: '127.0.0.1', port: options.port });
    return {
      ...devices,
      url: `${address}/?token=${token}`,
      close: async () => {
        await app.close();
        await devices.close();
      },
    };
  } catch (error) {
    await app.close();
    await devices.close();
    throw error;
  }
}
