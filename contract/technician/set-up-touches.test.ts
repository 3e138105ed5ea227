import { describe, expect, it } from 'vitest';
import type { IntentBody } from '../intent.ts';
import { checkTechnicianIntent } from './intents.ts';
import type { TechnicianBlock, TechnicianView } from './view.ts';

const text = (words: string) => ({ key: words, text: words });
const action = (id: string) => ({ id, label: text(id) });

function viewOf(...blocks: TechnicianBlock[]): TechnicianView {
  return {
    name: 'technician/set-up/ports',
    heading: text('ports'),
    citizens: { tone: 'information', text: text('new') },
    nav: [],
    blocks,
    actions: { leave: action('leave'), other: [] },
  };
}
const touch = (view: TechnicianView, body: IntentBody) =>
  checkTechnicianIntent(view, { ...body, revision: 1, epoch: 'e' });

const ports: TechnicianBlock = {
  type: 'ports',
  rows: [
    {
      id: 'p0',
      name: 'usb-0:1',
      bus: text('serial'),
      tone: 'done',
      word: text('known'),
      lines: [],
      action: action('port:p0'),
    },
    { id: 'p1', name: 'usb-0:2', bus: text('serial'), tone: 'done', word: text('not ours'), lines: [] },
  ],
};
const roles: TechnicianBlock = {
  type: 'roles',
  name: 'role',
  label: text('it is for'),
  selected: null,
  options: [
    { id: 'scanner', label: text('scanner') },
    { id: 'idReader', label: text('reader'), disabledBecause: text('taken') },
  ],
};
const results: TechnicianBlock = {
  type: 'testResults',
  rows: [
    { id: 'scanner', name: text('scanner'), verdict: 'fail', word: text('fail'), action: action('test:scanner') },
    { id: 'idReader', name: text('reader'), verdict: 'running', word: text('running') },
  ],
};
const ruler: TechnicianBlock = {
  type: 'ruler',
  name: 'panel',
  label: text('card'),
  diagonalInch: 21.5,
  sizes: [21.5],
  words: {
    card: text('a'),
    ruler: text('b'),
    smaller: text('c'),
    larger: text('d'),
    inch: text('e'),
    mm: text('f'),
    portrait: text('g'),
    landscape: text('h'),
  },
  submit: action('panel'),
};

describe('touches on the pages of the set-up', () => {
  it('a port of another program, or one that has gone, cannot be opened', () => {
    const view = viewOf(ports);
    expect(touch(view, { kind: 'press', id: 'port:p0' }).ok).toBe(true);
    expect(touch(view, { kind: 'press', id: 'port:p1' })).toEqual({ ok: false, error: 'notOffered' });
    expect(touch(viewOf(roles), { kind: 'press', id: 'port:p0' })).toEqual({ ok: false, error: 'notOffered' });
  });

  it('a role is chosen only where it stands and is free', () => {
    const choose = (view: TechnicianView, option: string) => touch(view, { kind: 'choose', name: 'role', option });
    expect(choose(viewOf(roles), 'scanner').ok).toBe(true);
    expect(choose(viewOf(roles), 'idReader')).toEqual({ ok: false, error: 'disabled' });
    expect(choose(viewOf(roles), 'ioBoard')).toEqual({ ok: false, error: 'notOffered' });
    expect(choose(viewOf(ports), 'scanner')).toEqual({ ok: false, error: 'notOffered' });
  });

  it('a test that runs is not started a second time', () => {
    expect(touch(viewOf(results), { kind: 'press', id: 'test:scanner' }).ok).toBe(true);
    expect(touch(viewOf(results), { kind: 'press', id: 'test:idReader' })).toEqual({ ok: false, error: 'notOffered' });
  });

  it('a panel that there is not is not taken from the ruler', () => {
    const type = (value: string) => touch(viewOf(ruler), { kind: 'type', name: 'panel', value });
    expect(type('21.5 1080x1920').ok).toBe(true);
    for (const value of ['2.5 1080x1920', '21.5', '21.5 1080x', '999.9 1080x1920'])
      expect(type(value), value).toEqual({ ok: false, error: 'badValue' });
  });
});
