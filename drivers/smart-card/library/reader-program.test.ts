import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { parseBasics } from './reader-library.ts';
import { readerProgram } from './reader-program.ts';

const gbkName = [0xb2, 0xe2, 0xca, 0xd4]; // 测试
const text = (words: string) => Array.from(words, (character) => character.charCodeAt(0));
const output = [
  ...text('440100|440106199001019990|C12345678|440100D156000005|'),
  ...gbkName,
  ...text('|00814E43238697159900|3.00|20210910|20310910|000000000000|00000000\n'),
];
const never = new AbortController().signal;

/** A program of one line. */
function program(script: string, clock = new VirtualClock()) {
  return { clock, library: readerProgram({ command: [process.execPath, '-e', script], clock, limitMs: 5_000 }) };
}

describe('the program around the reader library', () => {
  it('its output is decoded', async () => {
    const { library, clock } = program(`process.stdout.write(Buffer.from(${JSON.stringify(output)}))`);
    expect(await library.readBasic({ signal: never })).toEqual({
      ok: true,
      value: {
        areaCode: '440100',
        idNumber: '440106199001019990',
        cardNumber: 'C12345678',
        name: '测试',
        version: '3.00',
        issued: '20210910',
        validTo: '20310910',
        authenticated: true,
      },
    });
    expect(clock.pending).toBe(0);
  });

  it('its codes tell missing keys from refusals; a crash is a refusal', async () => {
    const run = (script: string) => program(script).library.readBasic({ signal: never });
    expect(await run('console.log(-2202); process.exitCode = 1')).toEqual({
      ok: false,
      error: { reason: 'needsKeys', code: -2202 },
    });
    expect(await run('console.log(-1); process.exitCode = 1')).toEqual({
      ok: false,
      error: { reason: 'refused', code: -1 },
    });
    expect(await run('process.abort()')).toEqual({ ok: false, error: { reason: 'refused' } });
    expect(await run('process.stdout.write("a|b")')).toEqual({ ok: false, error: { reason: 'badAnswer' } });
  });

  it('hangs: killed at the limit, or when the caller has gone', async () => {
    const hanging = 'setInterval(() => undefined, 1000)';
    const { library, clock } = program(hanging);
    const silent = library.readBasic({ signal: never });
    await clock.advance(5_000);
    expect(await silent).toEqual({ ok: false, error: { reason: 'silent' } });
    const controller = new AbortController();
    const left = program(hanging).library.readBasic({ signal: controller.signal });
    controller.abort('user');
    expect(await left).toEqual({ ok: false, error: { reason: 'aborted' } });
  });

  it('floods, or is not there', async () => {
    const flood = program('for (;;) require("node:fs").writeSync(1, "x".repeat(1000))');
    expect(await flood.library.readBasic({ signal: never })).toEqual({ ok: false, error: { reason: 'badAnswer' } });
    const absent = readerProgram({ command: ['/nonexistent/reader'], clock: new VirtualClock() });
    expect(await absent.readBasic({ signal: never })).toEqual({ ok: false, error: { reason: 'missing' } });
  });

  it('any output is decoded or refused, never thrown at', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof parseBasics(bytes).ok === 'boolean'));
  });
});
