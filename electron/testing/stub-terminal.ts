import { appendFileSync } from 'node:fs';
import type { CallMessage, FromTerminal } from '../../contract/channel.ts';
import { plainSnapshot } from '../../contract/plain-snapshot.test-data.ts';
import type { Screen } from '../../contract/screen.ts';
import type { Snapshot } from '../../contract/snapshot.ts';

/**
 * A terminal service that only shows one page and writes down every call, for tests of the shell. What it does is steered by the `id`
 * of a press: `wipe`, `garbage`, `huge`, `camera`; any other one is shown as the next page's name. Calls go as JSON lines to `YITIJI_STUB_LOG`.
 */
const epoch = `stub-${process.pid}`;
let revision = 1;

function text(words: string) {
  return { key: 'stub', text: words };
}

function snapshot(name: string): Snapshot {
  const screen: Screen = {
    code: 'B1',
    name: `stub/${name}`,
    heading: text(`测试页 ${name} ${revision}`),
    blocks:
      name === 'camera'
        ? [{ type: 'camera', name: 'face', use: 'face', hints: [], caption: text('测试') }]
        : [{ type: 'paragraph', text: text('这是外壳的测试页。') }],
    actions: {
      back: { id: 'back', label: text('返回') },
      main: { id: 'next', label: text('下一步') },
      other: [],
    },
    personal: false,
    canExit: true,
  };
  return { ...plainSnapshot(screen, text('值班电话')), revision, epoch };
}

let page = 'first';

function note(entry: unknown): void {
  const file = process.env.YITIJI_STUB_LOG;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

function post(message: FromTerminal | Readonly<Record<string, unknown>>): void {
  process.send?.(message);
}

function show(name: string): void {
  page = name;
  revision += 1;
  post({ type: 'snapshot', snapshot: snapshot(page) });
}

process.on('message', (message: CallMessage) => {
  note({ pid: process.pid, method: message.method, input: message.input });
  const alive = { isIdle: false, isActing: false, rssMiB: 100, hostDeaths: 0 };
  post({ type: 'reply', id: message.id, ok: true, output: message.method === 'shell.alive' ? alive : null });
  if (message.method === 'shell.hello') post({ type: 'snapshot', snapshot: snapshot(page) });
  if (message.method !== 'session.intent') return;
  const intent = message.input as { readonly kind: string; readonly id?: string };
  if (intent.kind !== 'press' || intent.id === undefined) return;
  switch (intent.id) {
    case 'wipe':
      post({ type: 'wipe' });
      show('wiped');
      return;
    case 'garbage':
      post({ type: 'snapshot', snapshot: { ...snapshot('garbage'), screen: { html: '<b>no</b>' } } });
      return;
    case 'huge':
      post({ type: 'snapshot', snapshot: { ...snapshot('huge'), now: 'x'.repeat(300 * 1024) } });
      return;
    default:
      show(intent.id);
  }
});

process.on('SIGTERM', () => {
  note({ pid: process.pid, ended: 'SIGTERM' });
  process.exit(0);
});
// The shell is gone: nobody is left to show anything to.
process.on('disconnect', () => process.exit(0));

note({ pid: process.pid, started: process.versions.node });
post({ type: 'ready', epoch, version: 'stub' });
