import { createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LengthPrefixedFramer, lengthPrefixed } from '../smart-card/card/length-prefixed.ts';
import { SmartCardChip, syntheticCard } from './smart-card-chip.ts';
import { VpcdCard } from './vpcd-card.ts';

/** The reader's side of vpcd on a port of its own. */
async function fakeReader() {
  const server = createServer();
  const { promise: connected, resolve } = Promise.withResolvers<Socket>();
  server.on('connection', resolve);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, connected, port: address.port };
}

it('a virtual card speaks as vpcd wants it: controls, joined and cut messages, pulled in the middle', async () => {
  const { server, connected, port } = await fakeReader();
  const chip = new SmartCardChip(syntheticCard('v2'));
  const card = new VpcdCard({ chip, clock: new VirtualClock(), port });
  const events: string[] = [];
  card.onEvent = (event) => events.push(event);
  await card.insert();
  const socket = await connected;
  const framer = new LengthPrefixedFramer();
  const answers: Uint8Array[] = [];
  let arrived: () => void = () => undefined;
  socket.on('data', (chunk) => {
    answers.push(...framer.push(chunk));
    arrived();
  });
  const answerCount = async (count: number) => {
    while (answers.length < count) await new Promise<void>((resolve) => (arrived = resolve));
  };
  // Power on and the question for the ATR in one piece, then a command in two.
  socket.write(Uint8Array.of(...lengthPrefixed(Uint8Array.of(1)), ...lengthPrefixed(Uint8Array.of(4))));
  await answerCount(1);
  expect(answers[0]).toEqual(chip.atr);
  card.cutAnswers(1);
  const select = lengthPrefixed(Uint8Array.of(0x00, 0xa4, 0x02, 0x00, 0x02, 0xef, 0x05));
  socket.write(select.subarray(0, 3));
  socket.write(select.subarray(3));
  await answerCount(2);
  expect(answers[1]).toEqual(Uint8Array.of(0x6a, 0x82)); // no environment was selected before
  card.pullAt(0);
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.write(select);
  await gone;
  expect(answers).toHaveLength(2);
  expect(card.isIn).toBe(false);
  expect(events).toEqual(['on', 'command', 'command', 'left']);
  await card.remove();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await expect(card.insert()).rejects.toThrow('ECONNREFUSED');
});
