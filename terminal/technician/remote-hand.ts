import type { FaultNotice } from '../../contract/technician/staff.ts';
import type { FaultNotices } from './fault-notice.ts';

/** What operators may do from afar of what the staff does here. */
export interface RemoteHand {
  notice(): FaultNotice | null;
  /** False: it could not be stored. */
  postNotice(notice: FaultNotice): boolean;
  liftNotice(): boolean;
  /**
   * Signs out whoever of the staff has left the machine open. Null = done; else why not: a cabinet that stands open, or a test or replenishment under way, wants hands here.
   * @param isTrial nothing is done
   */
  endMaintenance(isTrial: boolean): 'noMaintenance' | 'handInside' | null;
}

/** @param note writes an act into the audit chain; nobody's number stands there, since who has sent it is known at the hub */
export function remoteHand(
  notices: FaultNotices,
  o: {
    note(action: string, result: string): void;
    /** The staff has the machine. */
    isTaken(): boolean;
    isHandInside(): boolean;
    leave(): void;
  },
): RemoteHand {
  return {
    notice: () => notices.current(),
    postNotice: (notice) => {
      const isPosted = notices.post(notice);
      o.note(`notice.post.${notice.reason}`, isPosted ? 'done' : 'notStored');
      return isPosted;
    },
    liftNotice: () => {
      const isLifted = notices.lift();
      o.note('notice.lift', isLifted ? 'done' : 'notStored');
      return isLifted;
    },
    endMaintenance: (isTrial) => {
      if (!o.isTaken()) return 'noMaintenance';
      if (o.isHandInside()) return 'handInside';
      if (!isTrial) o.leave();
      return null;
    },
  };
}
