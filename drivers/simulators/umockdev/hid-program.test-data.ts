// Runs inside umockdev-run, which shows it a HID device: `node hid-program.test-data.ts WHAT`. Prints one line of JSON.
import { systemClock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { type IdReaderDriver, openIdReader } from '../../id-reader/drivers.ts';
import { isolatedPorts } from '../../native-host/isolated-transport.ts';
import { NativeHost } from '../../native-host/native-host.ts';
import { type OpenPort, openPortHere } from '../../transport/open-port.ts';
import { parsePort } from '../../transport/parse-port.ts';
import { TransportError } from '../../transport/transport.ts';

const [, , what = '', port = '', argument = '', count = '0'] = process.argv;
const answer = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

if (what === 'echo') answer(await echo());
else if (what === 'open') answer(await open());
else if (what === 'read-card') answer(await readCard(argument as IdReaderDriver, openPortHere));
else if (what === 'read-card-isolated') {
  const host = new NativeHost({ clock: systemClock, log: noLog });
  answer(await readCard(argument as IdReaderDriver, isolatedPorts(host)));
  await host.close();
}

function transport() {
  const spec = parsePort(port, { baudRate: 0 });
  if (!spec.ok) throw new Error(spec.error);
  return wholeReports(openPortHere)(spec.value);
}

/** umockdev joins reports that were not read in time, which no kernel does: here they are cut apart again. */
function wholeReports(openPort: OpenPort): OpenPort {
  const size = 64;
  return (spec) => {
    const inner = openPort(spec);
    return {
      id: inner.id,
      open: (listener, signal) => {
        const bytes = (joined: Uint8Array) => {
          for (let at = 0; at < joined.length; at += size) listener.bytes(joined.slice(at, at + size));
        };
        return inner.open({ bytes, closed: (cause) => listener.closed(cause) }, signal);
      },
      write: (bytes, signal) => inner.write(bytes, signal),
      close: () => inner.close(),
    };
  };
}

/** Writes one report and listens until `count` reports have come or the device has gone. */
async function echo(): Promise<unknown> {
  const reports: string[] = [];
  const hid = transport();
  let closed: string | null = null;
  let isOver: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    isOver = resolve;
  });
  await hid.open(
    {
      bytes: (bytes) => {
        reports.push(Buffer.from(bytes).toString('hex'));
        if (reports.length === Number(count)) isOver();
      },
      closed: (cause) => {
        closed = cause?.name ?? null;
        isOver();
      },
    },
    new AbortController().signal,
  );
  const written = await hid.write(Uint8Array.from(Buffer.from(argument, 'hex')), new AbortController().signal).then(
    () => 'written',
    (cause: unknown) => (cause instanceof TransportError ? cause.failure : 'failed'),
  );
  await over;
  await hid.close();
  await hid.close();
  return { reports, closed, written };
}

/** Opens, closes, opens again; a second opener is refused meanwhile. */
async function open(): Promise<unknown> {
  const deaf = { bytes: () => undefined, closed: () => undefined };
  const { signal } = new AbortController();
  const [one, other] = [transport(), transport()];
  try {
    await one.open(deaf, signal);
    const second = await other.open(deaf, signal).then(
      () => 'opened',
      (cause: unknown) => (cause instanceof TransportError ? cause.failure : 'failed'),
    );
    await one.close();
    await other.open(deaf, signal);
    await other.close();
    return { second };
  } catch (cause) {
    return { failure: cause instanceof TransportError ? cause.failure : String(cause) };
  }
}

async function readCard(driver: IdReaderDriver, openPort: OpenPort): Promise<unknown> {
  const reader = openIdReader(driver, {
    port,
    clock: systemClock,
    log: noLog,
    openPort: wholeReports(openPort),
    profile: { trustsFirstSight: true },
  });
  reader.start();
  // Waits for the link, and is armed before the first look at the pad: so the dialogue is the same in each run.
  const read = await reader.readCard({ userMs: 15_000, queueMs: 15_000 });
  const samId = reader.samId();
  await reader.close();
  if (!read.ok) return { error: read.error.code };
  const { card, newestAddress, photo } = read.value;
  return { samId, name: card.name, number: card.number, newestAddress, photoBytes: photo.length };
}
