// Runs inside umockdev-run, which shows it a scanner: `node hid-program.test-data.ts PORT`. Scans once; prints one line of JSON.
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { type OpenPort, openPortHere } from '../transport/open-port.ts';
import { openScanner } from './drivers.ts';

const [, , port = ''] = process.argv;
const reportBytes = 64;

/** umockdev joins reports that were not read in time, which no kernel does: here they are cut apart again. */
const wholeReports: OpenPort = (spec) => {
  const inner = openPortHere(spec);
  return {
    id: inner.id,
    open: (listener, signal) => {
      const bytes = (joined: Uint8Array) => {
        for (let at = 0; at < joined.length; at += reportBytes) listener.bytes(joined.slice(at, at + reportBytes));
      };
      return inner.open({ bytes, closed: (cause) => listener.closed(cause) }, signal);
    },
    write: (bytes, signal) => inner.write(bytes, signal),
    close: () => inner.close(),
  };
};

const scanner = openScanner('hid-pos', {
  port,
  clock: systemClock,
  log: noLog,
  openPort: wholeReports,
  profile: { model: 'newland' },
});
scanner.start();
const read = await scanner.scan({ userMs: 15_000, queueMs: 15_000 });
const { link } = scanner.status();
await scanner.close();
const said = read.ok ? { text: read.value.text, charset: read.value.charset } : { error: read.error.code };
process.stdout.write(`${JSON.stringify({ link, ...said })}\n`);
