// Generated from contract/log-events.json by build/generate-log-events.ts. Do not edit.

export interface LogEvents {
  readonly 'act.print.intended': {
    readonly actId: string;
    readonly deviceId: string;
  };
  readonly 'act.print.settled': {
    readonly actId: string;
    readonly deviceId: string;
    readonly outcome: string;
    readonly by: string;
  };
  readonly 'device.call.failed': {
    readonly deviceId: string;
    readonly call: string;
    readonly code: string;
    readonly outcome: string;
    readonly vendor: string;
  };
  readonly 'device.fault.closed': {
    readonly deviceId: string;
    readonly code: string;
    readonly durationMs: number;
  };
  readonly 'device.fault.opened': {
    readonly deviceId: string;
    readonly code: string;
    readonly action: string;
  };
  readonly 'device.frame.dropped': {
    readonly deviceId: string;
    readonly reason: string;
    readonly bytes: number;
  };
  readonly 'device.idCard.left': {
    readonly deviceId: string;
  };
  readonly 'device.idCard.read': {
    readonly deviceId: string;
    readonly type: string;
    readonly durationMs: number;
  };
  readonly 'device.link.changed': {
    readonly deviceId: string;
    readonly link: string;
    readonly epoch: number;
    readonly cause: string;
  };
  readonly 'enrolment.attempt.failed': {
    readonly code: string;
  };
  readonly 'enrolment.code.shown': {
    readonly expiresAt: string;
  };
  readonly 'enrolment.machine.claimed': {
    readonly deviceId: string;
    readonly kiosk: string;
  };
  readonly 'session.intent.refused': {
    readonly screen: string;
    readonly kind: string;
    readonly reason: string;
  };
  readonly 'session.screen.shown': {
    readonly screen: string;
    readonly revision: number;
  };
  readonly 'session.submit.failed': {
    readonly item: string;
    readonly code: string;
  };
  readonly 'session.submit.resolved': {
    readonly receiptNo: string;
    readonly state: string;
    readonly durationMs: number;
  };
  readonly 'session.submit.stored': {
    readonly receiptNo: string;
    readonly item: string;
    readonly messageId: string;
  };
  readonly 'session.visit.ended': {
    readonly session: string;
    readonly reason: string;
  };
  readonly 'session.visit.started': {
    readonly session: string;
    readonly item: string;
  };
  readonly 'shell.app.failed': {
    readonly error: string;
    readonly at: string;
  };
  readonly 'shell.app.started': {
    readonly electron: string;
    readonly node: string;
    readonly chromium: string;
    readonly host: string;
  };
  readonly 'shell.app.stopping': {
    readonly reason: string;
  };
  readonly 'shell.call.refused': {
    readonly method: string;
    readonly code: string;
  };
  readonly 'shell.escape.refused': {
    readonly kind: string;
  };
  readonly 'shell.message.refused': {
    readonly from: string;
    readonly reason: string;
  };
  readonly 'shell.process.lost': {
    readonly process: string;
    readonly reason: string;
  };
  readonly 'shell.terminal.ended': {
    readonly cause: string;
    readonly restartInMs: number;
  };
  readonly 'shell.terminal.started': {
    readonly pid: number;
    readonly restarts: number;
  };
  readonly 'shell.window.lost': {
    readonly reason: string;
  };
  readonly 'shell.window.opened': {
    readonly reason: string;
    readonly widthPx: number;
    readonly heightPx: number;
  };
  readonly 'shell.window.painted': {
    readonly revision: number;
  };
  readonly 'store.database.opened': {
    readonly schema: number;
    readonly sqlite: string;
    readonly synchronous: number;
  };
  readonly 'store.durability.failed': {
    readonly detail: string;
  };
  readonly 'store.migration.applied': {
    readonly from: number;
    readonly to: number;
  };
  readonly 'sync.batch.failed': {
    readonly code: string;
    readonly attempt: number;
    readonly retryMs: number;
  };
  readonly 'sync.batch.sent': {
    readonly count: number;
    readonly accepted: number;
    readonly duplicate: number;
    readonly durationMs: number;
  };
  readonly 'sync.hub.offline': {
    readonly code: string;
  };
  readonly 'sync.hub.online': {
    readonly awayMs: number;
  };
  readonly 'sync.message.dead': {
    readonly messageId: string;
    readonly code: string;
  };
  readonly 'sync.reply.unsigned': {
    readonly reason: string;
  };
  readonly 'terminal.method.refused': {
    readonly method: string;
    readonly code: string;
  };
  readonly 'terminal.service.failed': {
    readonly code: string;
    readonly detail: string;
  };
  readonly 'terminal.service.started': {
    readonly version: string;
    readonly bootId: string;
    readonly node: string;
  };
  readonly 'terminal.service.stopped': {
    readonly reason: string;
  };
}

export const logLevels = {
  'act.print.intended': 'info',
  'act.print.settled': 'info',
  'device.call.failed': 'warn',
  'device.fault.closed': 'info',
  'device.fault.opened': 'warn',
  'device.frame.dropped': 'warn',
  'device.idCard.left': 'warn',
  'device.idCard.read': 'info',
  'device.link.changed': 'info',
  'enrolment.attempt.failed': 'warn',
  'enrolment.code.shown': 'info',
  'enrolment.machine.claimed': 'info',
  'session.intent.refused': 'warn',
  'session.screen.shown': 'info',
  'session.submit.failed': 'error',
  'session.submit.resolved': 'info',
  'session.submit.stored': 'info',
  'session.visit.ended': 'info',
  'session.visit.started': 'info',
  'shell.app.failed': 'error',
  'shell.app.started': 'info',
  'shell.app.stopping': 'info',
  'shell.call.refused': 'warn',
  'shell.escape.refused': 'warn',
  'shell.message.refused': 'warn',
  'shell.process.lost': 'error',
  'shell.terminal.ended': 'error',
  'shell.terminal.started': 'info',
  'shell.window.lost': 'error',
  'shell.window.opened': 'info',
  'shell.window.painted': 'debug',
  'store.database.opened': 'info',
  'store.durability.failed': 'error',
  'store.migration.applied': 'info',
  'sync.batch.failed': 'warn',
  'sync.batch.sent': 'info',
  'sync.hub.offline': 'warn',
  'sync.hub.online': 'info',
  'sync.message.dead': 'error',
  'sync.reply.unsigned': 'error',
  'terminal.method.refused': 'warn',
  'terminal.service.failed': 'error',
  'terminal.service.started': 'info',
  'terminal.service.stopped': 'info',
} as const;
