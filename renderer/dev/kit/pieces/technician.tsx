import { verdicts } from '../../../../contract/technician/verdicts.ts';
import { VerdictSign } from '../../../technician/verdict-sign.tsx';
import { noKeys, type Piece, pressKeys } from '../piece.ts';
import classes from './technician.module.css';
import { page, state } from './technician-states.tsx';

const keys: Piece['keys'] = [['0–9', 'types a digit'], ['Backspace', 'takes the last one back'], ...pressKeys];

/** Pieces of the technician's pages: dark, denser, for somebody who works at the machine. */
export const technicianPieces: readonly Piece[] = [
  {
    name: 'technician-page',
    title: 'Technician page',
    zh: '维护页面',
    group: 'Technician',
    files: [
      'technician/technician-window.tsx',
      'technician/technician-gate.tsx',
      'technician/technician-block-view.tsx',
      'technician/technician-icons.tsx',
      'technician/leaves-soon.tsx',
    ],
    purpose:
      'The frame of a page of keepers and technicians: whose machine, who is here, what it does to citizens, and the way to the others.',
    use: ['everything behind the hidden sign or the service key'],
    avoid: ['anything of a citizen: not even masked', 'light colours: nobody may mistake it for a page of citizens'],
    keys: pressKeys,
    states: [page('waiting'), page('today'), page('outbox'), page('order'), page('items'), page('bundle')],
  },
  {
    name: 'secret-pad',
    title: 'SecretPad',
    zh: '密码键盘',
    group: 'Technician',
    files: ['technician/secret-pad.tsx', 'technician/pad-words.tsx', 'technician/key-grid.tsx'],
    purpose: 'A PIN: dots, never digits. Forgotten by the window in the moment in which it leaves.',
    use: ['the PIN of who comes in, and of the second person'],
    avoid: ['numbers that may be read: Digits'],
    keys,
    states: [
      state('empty', 'as many rings as it must have at least', 'pin', 'secret'),
      state('locked', 'after wrong ones: counts down and takes nothing', 'pin-locked', 'secret'),
    ],
  },
  {
    name: 'code-pad',
    title: 'CodePad',
    zh: '代码键盘',
    group: 'Technician',
    files: ['technician/code-pad.tsx', 'technician/challenge.tsx'],
    purpose:
      'The word that is read out over the phone, and the code that comes back: only signs that can come in it have a key.',
    use: ['coming in without a network'],
    avoid: ['alphabets with signs that sound alike'],
    keys,
    states: [
      state('challenge', 'in groups, as large as the page allows, with its time', 'code', 'challenge'),
      state('code', 'one key a sign', 'code', 'codePad'),
    ],
  },
  {
    name: 'checks',
    title: 'Checks',
    zh: '检查项',
    group: 'Technician',
    files: ['technician/checks.tsx', 'technician/verdict-sign.tsx'],
    purpose:
      'What was checked, a line each: the verdict by shape and word, the number measured, and what to do where it did not pass.',
    use: ['the daily check', 'steps and result of a guided test'],
    avoid: ['a verdict without a number where one was measured', '“error”: say what to do'],
    keys: noKeys,
    states: [
      state('lines', 'every verdict', 'today', 'checks'),
      {
        name: 'signs',
        caption: 'pass, warn, fail, not fitted, running, waiting: each a shape of its own',
        draw: () => (
          <div className={classes.ground} data-face="technician">
            <p className={classes.signs}>
              {verdicts.map((verdict) => (
                <VerdictSign key={verdict} verdict={verdict} />
              ))}
            </p>
          </div>
        ),
      },
    ],
  },
  {
    name: 'devices',
    title: 'Devices',
    zh: '设备列表',
    group: 'Technician',
    files: ['technician/devices.tsx'],
    purpose: 'The devices of this machine: what each is, how it does, its last error in plain words and what to do.',
    use: ['the way to one device'],
    avoid: ['codes without words'],
    keys: pressKeys,
    states: [state('rows', 'out of paper, ready, connecting', 'devices', 'devices')],
  },
  {
    name: 'axes',
    title: 'Axes',
    zh: '实时状态',
    group: 'Technician',
    files: ['technician/axes.tsx'],
    purpose: 'What the sensors say now, and counters: pushed by the machine.',
    use: ['one device', 'outbox, network and clock'],
    avoid: ['values that are older than the page'],
    keys: noKeys,
    states: [
      state('device', 'with and without a tone', 'device', 'axes'),
      state('outbox', 'counts and ages', 'outbox', 'axes'),
    ],
  },
  {
    name: 'supplies',
    title: 'Supplies',
    zh: '耗材',
    group: 'Technician',
    files: ['technician/supplies.tsx', 'technician/row-head.tsx'],
    purpose:
      'Paper, cards and bins: how much there is; in a replenishment before, after and what the journal makes of it.',
    use: ['the page of supplies, and each replenishment'],
    avoid: ['a level where nobody has counted: then there is no bar'],
    keys: pressKeys,
    states: [state('replenishment', 'enough, a count that differs, only a sensor', 'supplies', 'supplies')],
  },
  {
    name: 'trace',
    title: 'Trace',
    zh: '线路记录',
    group: 'Technician',
    files: ['technician/trace.tsx', 'technician/wire-lines.tsx'],
    purpose: 'What went over the wire to a device, with its meaning.',
    use: ['a device that does not do what it says'],
    avoid: ['payloads from which a citizen could be read'],
    keys: noKeys,
    states: [state('wire', 'out and in, newest last', 'device', 'trace')],
  },
];
