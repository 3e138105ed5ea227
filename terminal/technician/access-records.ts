import type { Log } from '../../contract/log.ts';
import type { Store } from '../store/store.ts';
import type { AccessEffect } from './access-state.ts';

/** What of getting in and out is written down: each entry, failure and exit in the audit chain with the number of the person, the rest in the log. */
export function recordAccess(effect: AccessEffect, { store, log }: { readonly store: Store; readonly log: Log }): void {
  switch (effect.type) {
    case 'asked':
      log('technician.access.asked', { by: effect.by });
      return;
    case 'waits':
      log('technician.access.waits', { reasons: effect.for.join(' ') });
      return;
    case 'challenged':
      store.audit('tech.enter', { staff: effect.staffId, how: 'code', result: 'challenged' }, null);
      return;
    case 'failed': {
      const { staffId, how, lockMs } = effect;
      store.audit('tech.enter', { staff: staffId, how, result: lockMs > 0 ? 'locked' : 'failed' }, null);
      log('technician.access.failed', { how, lockMs: Math.round(lockMs) });
      return;
    }
    case 'opened':
    case 'widened': {
      const { staffId: staff, role, scope } = effect.person;
      const how = effect.type === 'widened' ? 'code' : effect.person.how;
      store.audit('tech.enter', { staff, role, scope, how, result: 'ok' }, null);
      log('technician.access.opened', { staff, role, scope, how });
      return;
    }
    case 'left': {
      const { person, reason } = effect;
      store.audit('tech.exit', { staff: person.staffId, reason }, null);
      log('technician.access.left', { staff: person.staffId, reason });
      return;
    }
    case 'check':
    case 'saveLock':
      return;
  }
}
