import type { WorkSeverity } from '../../../contract/technician/work-causes.ts';
import type { WorkState } from '../../../contract/technician/work-orders.ts';
import type { Tone } from '../../kit/tone.ts';

export const toneOfSeverity: Readonly<Record<WorkSeverity, Tone>> = {
  stop: 'attention',
  limit: 'waiting',
  watch: 'information',
};

export const toneOfOrder: Readonly<Record<WorkState, Tone>> = {
  new: 'waiting',
  assigned: 'information',
  onSite: 'information',
  waitingPart: 'waiting',
  fixed: 'information',
  verified: 'done',
  closed: 'done',
  reopened: 'attention',
};
