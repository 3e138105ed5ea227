import { readFileSync } from 'node:fs';

/** A matcher for tests, run as a program of its own. Its word says what it does. */
const input = readFileSync(0);
const frameBytes = input.readUInt32BE(4);
const photoBytes = input.readUInt32BE(8 + frameBytes);
const isWhole = input.toString('latin1', 0, 4) === 'YTF1' && input.length === 12 + frameBytes + photoBytes;
switch (process.argv[2]) {
  case 'match':
    process.stdout.write(JSON.stringify({ answer: isWhole && photoBytes === 1_024 ? 'match' : 'badFrame' }));
    break;
  case 'environment':
    process.stdout.write(JSON.stringify({ answer: Object.keys(process.env).length === 0 ? 'match' : 'noMatch' }));
    break;
  case 'crash':
    process.exitCode = 3;
    break;
  case 'hang':
    setInterval(() => undefined, 1_000);
    break;
  case 'chatter':
    process.stdout.write('x'.repeat(10_000));
    break;
  default:
    process.stdout.write('{"answer":"perhaps"}');
}
