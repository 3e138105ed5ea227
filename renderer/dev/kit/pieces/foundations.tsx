import { noKeys, type Piece } from '../piece.ts';
import { Colours, Pairs } from './colours.tsx';
import { Grid, Outlines, Targets } from './millimetres.tsx';
import { Languages, Line, RareCharacters, Scale } from './type-scale.tsx';

/** What every piece is made of. */
export const foundations: readonly Piece[] = [
  {
    name: 'millimetres',
    title: 'Millimetres',
    zh: '毫米',
    group: 'Foundations',
    files: [],
    purpose:
      'Machines are refitted and panels differ; a finger and an eye do not. Every size is a length on the glass, turned into pixels by the profile of the panel.',
    use: ['tokens: --mm, --target, --gap, --radius, --ring, --font-…', 'multiples of 4 mm between things'],
    avoid: [
      'pixels in a style sheet of the product',
      'text below 24 px, whatever the millimetres say: dense characters lose strokes',
    ],
    keys: noKeys,
    states: [
      {
        name: 'targets',
        caption: 'the side of everything that can be touched',
        draw: (_, view) => <Targets view={view} />,
      },
      { name: 'the 4-mm grid', caption: 'what stands on it', draw: () => <Grid /> },
      { name: 'corners, outlines, focus', caption: 'three lines and no more', draw: () => <Outlines /> },
    ],
  },
  {
    name: 'type',
    title: 'Type',
    zh: '字',
    group: 'Foundations',
    files: [],
    purpose:
      'Noto Sans SC, few sizes, tabular figures. Sizes are heights of capitals as they are seen from 60 cm; large text is 0.7° of the eye.',
    use: ['body, lead, heading, title, number', '18 to 24 characters a line where the page is read'],
    avoid: ['bold walls: weight 600 is for headings and what is chosen', 'italics: Han characters have none'],
    keys: noKeys,
    states: [
      {
        name: 'five sizes',
        caption: 'height of capitals, pixels on this panel',
        draw: (tell, view) => <Scale tell={tell} view={view} />,
      },
      {
        name: 'a line of 44',
        caption: 'how much a line of this panel takes, counted',
        draw: (_, view) => <Line view={view} />,
      },
      {
        name: 'rare characters',
        caption: 'names are written as they are: none may become a box',
        draw: () => <RareCharacters />,
      },
      { name: 'three languages', caption: 'the same words; English is about twice as long', draw: () => <Languages /> },
    ],
  },
  {
    name: 'colour',
    title: 'Colour',
    zh: '色',
    group: 'Foundations',
    files: [],
    purpose:
      'Warm paper, ink, one calm green-blue for what can be touched, kapok red only for what must be noticed. Measured here, now, from the style sheet.',
    use: ['tokens only', 'every state with a word and a shape besides'],
    avoid: ['a colour that is not in the table', 'colour as the only difference'],
    keys: noKeys,
    states: [
      {
        name: 'tokens',
        caption: 'contrast against ground and surface, measured on this page',
        draw: (_, view) => <Colours theme={view.theme} />,
      },
      {
        name: 'pairs',
        caption: 'text on its own ground: 4.5 at least, 7 in the contrast themes',
        draw: (_, view) => <Pairs theme={view.theme} />,
      },
    ],
  },
];
