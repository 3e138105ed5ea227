import { groups, type Piece } from '../piece.ts';
import { answerPieces } from './answer.tsx';
import { followPieces } from './follow.tsx';
import { foundations } from './foundations.tsx';
import { framePieces } from './frame.tsx';
import { knowPieces } from './know.tsx';
import { markPieces } from './marks.tsx';
import { technicianPieces } from './technician.tsx';
import { devicePieces } from './technician-devices.tsx';
import { setUpPieces } from './technician-set-up.tsx';
import { thingPieces } from './things.tsx';

/** Every piece of the kit, in the order of the index. */
export const allPieces: readonly Piece[] = [
  ...foundations,
  ...answerPieces,
  ...knowPieces,
  ...followPieces,
  ...thingPieces,
  ...framePieces,
  ...markPieces,
  ...technicianPieces,
  ...devicePieces,
  ...setUpPieces,
].toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
