import { appendFileSync } from 'node:fs';
import type { CallMessage, FromTerminal } from '../../contract/channel.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { silentSpeech, usualEquipment } from '../../contract/speech/settings.ts';

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
  return {
    revision,
    epoch,
    language: 'zh-CN',
    equipment: usualEquipment,
    modes: { theme: 'light', largeText: false, reach: false, speech: silentSpeech },
    bars: {
      place: text('青石街道便民服务站'),
      machineNumber: 'A-0001',
      network: { state: 'online', label: text('网络正常') },
      exit: text('立即退出'),
      languageNames: [
        { language: 'zh-CN', name: '中文' },
        { language: 'en', name: 'English' },
      ],
      modeLabels: {
        largeText: text('大字'),
        contrastDark: text('高对比'),
        contrastLight: text('高对比'),
        reach: text('高对比'),
        speech: text('语音'),
        help: text('帮助'),
      },
      reachOffer: text('值班电话'),
      keeper: text('值班电话'),
    },
    machine: referenceMachine,
    screen: {
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
    },
    warning: null,
    now: '2026-11-23T14:03:12+08:00',
  };
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
  post({ type: 'reply', id: message.id, ok: true });
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
