import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { watchAnswers } from './drain.ts';

it('closes at once although a peer has a connection on which it never sent a request, and after the last answer', async () => {
  let answer: () => void = () => undefined;
  const server = createServer((_request, response) => {
    answer = () => response.end('answered');
  });
  const answers = watchAnswers(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const silent = connect(port, '127.0.0.1');
  await new Promise((resolve) => silent.once('connect', resolve));
  const arrived = new Promise((resolve) => server.once('request', resolve));
  const reply = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  await arrived;
  const closed = new Promise((resolve) => server.close(resolve));
  let isIdle = false;
  const idle = answers.idle().then(() => {
    isIdle = true;
  });
  expect(isIdle).toBe(false);
  answer();
  expect(await reply).toBe('answered');
  await idle;
  server.closeAllConnections();
  await closed;
});
