import type { CellState } from '../../../../contract/technician/window-tests.ts';
import { Cells } from '../../../technician/touch-grid.tsx';
import { noKeys, type Piece, pressKeys } from '../piece.ts';
import classes from './technician.module.css';
import { page, state } from './technician-states.tsx';

/** Pieces of the pages on which a device is looked at, tested and set. */
export const devicePieces: readonly Piece[] = [
  {
    name: 'wire',
    title: 'Wire',
    zh: '线路',
    group: 'Technician',
    files: ['technician/wire-lines.tsx'],
    purpose: 'A wire while it is used: pushed as it comes, newest last, paused to be read.',
    use: ['a device that does not do what it says'],
    avoid: ['payloads from which a citizen could be read'],
    keys: pressKeys,
    states: [page('wire'), page('wire-empty')],
  },
  {
    name: 'settings',
    title: 'Settings',
    zh: '设置列表',
    group: 'Technician',
    files: ['technician/settings.tsx'],
    purpose: 'What the machine is set to, which layer each value comes from, and the way to change it.',
    use: ['the page of the configuration'],
    avoid: ['values that nobody can change singly: they have no button'],
    keys: pressKeys,
    states: [state('values', 'set here, set for the place, delivered', 'config-values', 'settings')],
  },
  {
    name: 'touch-grid',
    title: 'TouchGrid',
    zh: '触摸格',
    group: 'Technician',
    files: ['technician/touch-grid.tsx'],
    purpose: 'Every cell of the glass answers a finger, corners too; one that never lets go is found.',
    use: ['the test of the touch panel'],
    avoid: ['filling in what a fast finger skipped: nobody has proven it'],
    keys: [['—', 'a finger only']],
    // As a whole it covers the page: ?story=t-touch-grid.
    states: [
      {
        name: 'cells',
        caption: 'open, touched, never let go',
        draw: () => (
          <div className={classes.cells} data-face="technician">
            <Cells grid={[...'111100s100000000'] as CellState[]} />
          </div>
        ),
      },
    ],
  },
  {
    name: 'camera-test',
    title: 'CameraTest',
    zh: '摄像头测试',
    group: 'Technician',
    files: ['technician/camera-test.tsx'],
    purpose: 'One frame in numbers: light, contrast, focus. The frame is dropped at once.',
    use: ['the test of a camera'],
    avoid: ['keeping or sending the picture'],
    keys: noKeys,
    states: [page('camera-test')],
  },
  {
    name: 'sound-test',
    title: 'SoundTest',
    zh: '声音测试',
    group: 'Technician',
    files: ['technician/sound-test.tsx', 'technician/play-tone.ts'],
    purpose: 'Plays a phrase or a tone on one side; a person says whether it was heard.',
    use: ['the test of speaker and headset'],
    avoid: ['calling a sound heard because it was played'],
    keys: pressKeys,
    states: [page('sound-test')],
  },
  {
    name: 'key-test',
    title: 'KeyTest',
    zh: '按键测试',
    group: 'Technician',
    files: ['technician/key-test.tsx'],
    purpose: 'Each key of the pad lights up here when it comes.',
    use: ['the test of the five keys'],
    avoid: ['letting a key act while it is tested'],
    keys: [['↑ ↓ Enter Esc F1', 'light up']],
    states: [page('key-test')],
  },
];
