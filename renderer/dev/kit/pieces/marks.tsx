import { FieldError } from '../../../kit/field-error.tsx';
import { drawingNames, Icon, ServiceIcon } from '../../../kit/icon.tsx';
import { KapokMark } from '../../../kit/kapok-mark.tsx';
import { serviceDrawings } from '../../../kit/service-icons.tsx';
import { noKeys, type Piece } from '../piece.ts';
import classes from './marks.module.css';

/** Small things that stand inside others. */
export const markPieces: readonly Piece[] = [
  {
    name: 'icon',
    title: 'Icon',
    zh: '图标',
    group: 'Marks',
    files: ['kit/icon.tsx', 'kit/service-icons.tsx'],
    purpose:
      'Line drawings on a grid of 24, round ends, one weight, so that they sit beside Han characters of regular weight. Always beside a word.',
    use: ['states: each has a shape of its own', 'services: what one holds in the hand'],
    avoid: ['an icon alone', 'letters as icons'],
    keys: noKeys,
    states: [
      {
        name: 'states and controls',
        caption: 'kit/icon.tsx',
        draw: () => (
          <ul className={classes.icons}>
            {drawingNames.map((name) => (
              <li key={name} className={classes.icon}>
                <Icon name={name} />
                <span lang="en" data-note>
                  {name}
                </span>
              </li>
            ))}
          </ul>
        ),
      },
      {
        name: 'services',
        caption: 'kit/service-icons.tsx; an unknown name gets a neutral one',
        draw: () => (
          <ul className={classes.icons}>
            {Object.keys(serviceDrawings).map((name) => (
              <li key={name} className={classes.icon}>
                <ServiceIcon name={name} />
                <span lang="en" data-note>
                  {name}
                </span>
              </li>
            ))}
          </ul>
        ),
      },
    ],
  },
  {
    name: 'kapok',
    title: 'KapokMark',
    zh: '木棉',
    group: 'Marks',
    files: ['kit/kapok-mark.tsx'],
    purpose: 'The flower of the city in five lines a petal: faint, on pages that wait. The only ornament.',
    use: ['behind the heading, once a page'],
    avoid: ['contrast themes: it is not drawn there', 'as a button'],
    keys: noKeys,
    states: [
      { name: 'faint', caption: '8 % of the action colour', draw: () => <KapokMark className={classes.kapok} /> },
    ],
  },
  {
    name: 'field-error',
    title: 'FieldError',
    zh: '输入有误',
    group: 'Marks',
    files: ['kit/field-error.tsx'],
    purpose: 'What is wrong with a field and how to mend it, spoken at once, in the same words as in the summary.',
    use: ['above the control that it is about'],
    avoid: ['“invalid input”: say what is right'],
    keys: noKeys,
    states: [
      {
        name: 'wrong',
        caption: 'shape, colour and words',
        draw: (tell) => (
          <FieldError
            id="kit-error"
            error={tell([
              '号码应是 18 位，请再看一遍证件',
              '號碼應是 18 位，請再看一遍證件',
              'It has 18 places. Please look at the card again',
            ])}
          />
        ),
      },
    ],
  },
];
