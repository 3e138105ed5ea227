// Generated from contract/log-events.json by build/generate-log-events.ts. Do not edit.

export interface LogEvents {
  readonly 'act.dispense.intended': {
    readonly actId: string;
    readonly deviceId: string;
    readonly kind: string;
  };
  readonly 'act.dispense.resolved': {
    readonly actId: string;
    readonly deviceId: string;
    readonly kind: string;
    readonly outcome: string;
    readonly by: string;
  };
  readonly 'act.dispense.settled': {
    readonly actId: string;
    readonly deviceId: string;
    readonly kind: string;
    readonly outcome: string;
    readonly by: string;
  };
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
  readonly 'audit.chain.cut': {
    readonly knownSeq: number;
    readonly headSeq: number;
  };
  readonly 'custody.device.blocked': {
    readonly deviceId: string;
    readonly code: string;
  };
  readonly 'custody.item.changed': {
    readonly custodyId: string;
    readonly deviceId: string;
    readonly kind: string;
    readonly state: string;
    readonly by: string;
  };
  readonly 'custody.item.orphaned': {
    readonly custodyId: string;
    readonly deviceId: string;
    readonly media: string;
  };
  readonly 'custody.item.unaccounted': {
    readonly custodyId: string;
    readonly deviceId: string;
    readonly state: string;
  };
  readonly 'custody.settle.threw': {
    readonly deviceId: string;
    readonly error: string;
  };
  readonly 'device.call.failed': {
    readonly deviceId: string;
    readonly call: string;
    readonly code: string;
    readonly outcome: string;
    readonly vendor: string;
  };
  readonly 'device.contact.changed': {
    readonly deviceId: string;
    readonly contact: string;
    readonly state: string;
  };
  readonly 'device.document.page': {
    readonly deviceId: string;
    readonly actId: string;
    readonly page: number;
    readonly pages: number;
  };
  readonly 'device.exchange.ended': {
    readonly deviceId: string;
    readonly bin: string;
    readonly before: number;
    readonly after: number;
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
  readonly 'device.media.moved': {
    readonly deviceId: string;
    readonly motion: string;
    readonly media: string;
    readonly outcome: string;
    readonly durationMs: number;
  };
  readonly 'device.media.retracted': {
    readonly deviceId: string;
    readonly bin: string;
    readonly count: number;
    readonly item: string;
    readonly dwellMs: number;
  };
  readonly 'device.media.taken': {
    readonly deviceId: string;
    readonly dwellMs: number;
  };
  readonly 'device.native.died': {
    readonly host: string;
    readonly reason: string;
    readonly restarts: number;
  };
  readonly 'device.recovery.tried': {
    readonly deviceId: string;
    readonly how: string;
    readonly count: number;
    readonly result: string;
  };
  readonly 'device.role.ambiguous': {
    readonly role: string;
    readonly ports: string;
  };
  readonly 'device.role.moved': {
    readonly role: string;
    readonly from: string;
    readonly to: string;
  };
  readonly 'device.scan.dropped': {
    readonly deviceId: string;
    readonly reason: string;
    readonly bytes: number;
  };
  readonly 'device.scan.read': {
    readonly deviceId: string;
    readonly bytes: number;
    readonly charset: string;
  };
  readonly 'device.smartCard.read': {
    readonly deviceId: string;
    readonly version: string;
    readonly result: string;
    readonly durationMs: number;
  };
  readonly 'device.trace.ended': {
    readonly deviceId: string;
    readonly reason: string;
    readonly messages: number;
  };
  readonly 'device.trace.started': {
    readonly deviceId: string;
    readonly limitMs: number;
    readonly limitBytes: number;
  };
  readonly 'document.reprint.asked': {
    readonly session: string;
    readonly documents: string;
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
  readonly 'launcher.machine.restarted': {
    readonly reason: string;
    readonly result: string;
  };
  readonly 'launcher.program.ended': {
    readonly release: string;
    readonly program: string;
    readonly cause: string;
    readonly next: string;
  };
  readonly 'launcher.program.started': {
    readonly release: string;
    readonly program: string;
    readonly pid: number;
  };
  readonly 'launcher.record.unwritable': {
    readonly code: string;
  };
  readonly 'launcher.release.givenUp': {
    readonly release: string;
    readonly cause: string;
  };
  readonly 'launcher.release.installed': {
    readonly release: string;
    readonly isNew: boolean;
  };
  readonly 'launcher.release.mended': {
    readonly release: string;
    readonly how: string;
  };
  readonly 'launcher.release.unreadable': {
    readonly release: string;
    readonly detail: string;
  };
  readonly 'launcher.service.stopped': {
  };
  readonly 'launcher.start.failed': {
    readonly code: string;
    readonly detail: string;
    readonly help: string;
  };
  readonly 'launcher.trouble.shown': {
    readonly rung: string;
    readonly pauseMs: number;
    readonly isShown: boolean;
  };
  readonly 'session.camera.away': {
    readonly screen: string;
  };
  readonly 'session.intent.refused': {
    readonly screen: string;
    readonly kind: string;
    readonly reason: string;
  };
  readonly 'session.person.gone': {
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
    readonly existingReceipt: string;
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
  readonly 'shell.app.ready': {
    readonly startMs: number;
  };
  readonly 'shell.app.started': {
    readonly electron: string;
    readonly node: string;
    readonly chromium: string;
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
  readonly 'shell.window.drawn': {
    readonly startMs: number;
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
  readonly 'store.backup.failed': {
    readonly code: string;
    readonly detail: string;
  };
  readonly 'store.backup.made': {
    readonly backup: string;
    readonly bytes: number;
    readonly durationMs: number;
  };
  readonly 'store.ballast.kept': {
    readonly bytes: number;
  };
  readonly 'store.ballast.released': {
    readonly bytes: number;
  };
  readonly 'store.connection.reopened': {
    readonly detail: string;
    readonly outcome: string;
  };
  readonly 'store.database.opened': {
    readonly schema: number;
    readonly sqlite: string;
    readonly synchronous: number;
  };
  readonly 'store.database.restored': {
    readonly before: string;
    readonly epoch: string;
    readonly lastSeq: number;
    readonly backup: string;
    readonly damaged: string;
  };
  readonly 'store.disk.low': {
    readonly usedPercent: number;
  };
  readonly 'store.durability.failed': {
    readonly detail: string;
  };
  readonly 'store.history.removed': {
    readonly acts: number;
    readonly custody: number;
    readonly exchanges: number;
    readonly audit: number;
  };
  readonly 'store.integrity.checked': {
    readonly durationMs: number;
  };
  readonly 'store.integrity.failed': {
    readonly detail: string;
  };
  readonly 'store.migration.applied': {
    readonly from: number;
    readonly to: number;
  };
  readonly 'store.setAside.emptied': {
    readonly number: number;
    readonly by: string;
  };
  readonly 'store.setAside.failed': {
    readonly code: string;
  };
  readonly 'store.setAside.looked': {
    readonly number: number;
    readonly open: number;
    readonly isCovered: boolean;
  };
  readonly 'store.stubs.removed': {
    readonly count: number;
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
  readonly 'sync.certificate.failed': {
    readonly code: string;
    readonly detail: string;
  };
  readonly 'sync.clock.changed': {
    readonly trust: string;
    readonly offsetMs: number;
  };
  readonly 'sync.heartbeat.shortened': {
    readonly without: string;
  };
  readonly 'sync.hub.offline': {
    readonly code: string;
  };
  readonly 'sync.hub.online': {
    readonly awayMs: number;
  };
  readonly 'sync.keys.changed': {
    readonly replyKid: string;
    readonly sealKid: string;
  };
  readonly 'sync.message.dead': {
    readonly messageId: string;
    readonly code: string;
  };
  readonly 'sync.message.reissued': {
    readonly messageId: string;
  };
  readonly 'sync.reply.unsigned': {
    readonly reason: string;
  };
  readonly 'sync.sequence.found': {
    readonly epoch: string;
    readonly count: number;
  };
  readonly 'sync.sequence.missing': {
    readonly epoch: string;
    readonly count: number;
    readonly firstSeq: number;
    readonly lastSeq: number;
  };
  readonly 'sync.suite.changed': {
    readonly suite: string;
  };
  readonly 'sync.suite.failed': {
    readonly suite: string;
    readonly code: string;
  };
  readonly 'technician.access.asked': {
    readonly by: string;
  };
  readonly 'technician.access.failed': {
    readonly how: string;
    readonly lockMs: number;
  };
  readonly 'technician.access.left': {
    readonly staff: string;
    readonly reason: string;
  };
  readonly 'technician.access.opened': {
    readonly staff: string;
    readonly role: string;
    readonly scope: string;
    readonly how: string;
  };
  readonly 'technician.access.waits': {
    readonly reasons: string;
  };
  readonly 'technician.act.done': {
    readonly staff: string;
    readonly action: string;
    readonly result: string;
  };
  readonly 'technician.act.threw': {
    readonly act: string;
    readonly error: string;
  };
  readonly 'technician.cards.locked': {
    readonly locked: boolean;
    readonly counts: number;
  };
  readonly 'technician.orders.heard': {
    readonly orders: number;
    readonly stored: boolean;
  };
  readonly 'technician.register.refused': {
    readonly code: string;
  };
  readonly 'technician.register.unreadable': {
    readonly read: number;
    readonly chars: number;
  };
  readonly 'technician.secret.failed': {
    readonly code: string;
  };
  readonly 'technician.staff.changed': {
    readonly version: number;
    readonly members: number;
    readonly stored: boolean;
  };
  readonly 'technician.storeless.done': {
    readonly action: string;
  };
  readonly 'terminal.catalogue.refused': {
    readonly release: string;
    readonly file: string;
    readonly reason: string;
  };
  readonly 'terminal.catalogue.taken': {
    readonly release: string;
    readonly items: number;
  };
  readonly 'terminal.catalogue.unjudged': {
    readonly detail: string;
  };
  readonly 'terminal.command.begun': {
    readonly command: string;
    readonly kind: string;
  };
  readonly 'terminal.command.ended': {
    readonly command: string;
    readonly kind: string;
    readonly state: string;
    readonly code: string;
  };
  readonly 'terminal.command.heard': {
    readonly command: string;
    readonly kind: string;
  };
  readonly 'terminal.command.unbelieved': {
    readonly code: string;
  };
  readonly 'terminal.command.unwritable': {
    readonly code: string;
  };
  readonly 'terminal.config.applied': {
    readonly paths: string;
  };
  readonly 'terminal.config.lastGood': {
    readonly since: string;
  };
  readonly 'terminal.config.notKept': {
    readonly detail: string;
  };
  readonly 'terminal.config.notWatched': {
    readonly folder: string;
    readonly detail: string;
  };
  readonly 'terminal.config.refused': {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly path: string;
    readonly reason: string;
    readonly more: number;
  };
  readonly 'terminal.config.taken': {
    readonly applied: string;
    readonly idle: string;
    readonly restart: string;
  };
  readonly 'terminal.intake.changed': {
    readonly state: string;
    readonly pending: number;
  };
  readonly 'terminal.local.failed': {
    readonly code: string;
    readonly detail: string;
  };
  readonly 'terminal.local.refused': {
    readonly reason: string;
  };
  readonly 'terminal.local.started': {
    readonly left: boolean;
  };
  readonly 'terminal.method.refused': {
    readonly method: string;
    readonly code: string;
  };
  readonly 'terminal.model.refused': {
    readonly model: string;
    readonly reason: string;
  };
  readonly 'terminal.selftest.ended': {
    readonly by: string;
    readonly pass: number;
    readonly warn: number;
    readonly fail: number;
    readonly parts: string;
  };
  readonly 'terminal.selftest.failed': {
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
  readonly 'update.agent.started': {
    readonly release: string;
    readonly phase: string;
  };
  readonly 'update.assigned.refused': {
    readonly code: string;
  };
  readonly 'update.assignment.heard': {
    readonly counter: number;
  };
  readonly 'update.bundle.announced': {
    readonly kind: string;
    readonly release: string;
  };
  readonly 'update.bundle.givenBack': {
    readonly kind: string;
    readonly release: string;
    readonly cause: string;
  };
  readonly 'update.bundle.proven': {
    readonly kind: string;
    readonly release: string;
  };
  readonly 'update.files.fetched': {
    readonly release: string;
    readonly files: number;
    readonly bytes: number;
  };
  readonly 'update.gate.waits': {
    readonly reasons: string;
  };
  readonly 'update.health.found': {
    readonly found: string;
  };
  readonly 'update.lease.ended': {
    readonly lease: string;
    readonly how: string;
  };
  readonly 'update.lease.granted': {
    readonly lease: string;
    readonly endsInMs: number;
  };
  readonly 'update.metadata.kept': {
    readonly root: number;
    readonly timestamp: number;
    readonly snapshot: number;
  };
  readonly 'update.metadata.refused': {
    readonly code: string;
    readonly detail: string;
  };
  readonly 'update.metadata.spoilt': {
    readonly detail: string;
  };
  readonly 'update.outcome.told': {
    readonly release: string;
    readonly outcome: string;
  };
  readonly 'update.release.committed': {
    readonly release: string;
    readonly isConfirmed: boolean;
  };
  readonly 'update.release.judged': {
    readonly release: string;
    readonly verdict: string;
  };
  readonly 'update.release.pardoned': {
    readonly release: string;
    readonly isPardoned: boolean;
  };
  readonly 'update.release.refused': {
    readonly release: string;
    readonly cause: string;
  };
  readonly 'update.release.settled': {
    readonly release: string;
  };
  readonly 'update.release.switching': {
    readonly from: string;
    readonly to: string;
  };
  readonly 'update.state.unwritable': {
    readonly code: string;
  };
  readonly 'update.step.begun': {
    readonly release: string;
    readonly step: string;
  };
  readonly 'update.step.later': {
    readonly release: string;
    readonly step: string;
    readonly code: string;
  };
  readonly 'watchdog.fault.noted': {
    readonly reason: string;
    readonly detail: string;
  };
  readonly 'watchdog.picture.failed': {
    readonly code: string;
  };
  readonly 'watchdog.step.taken': {
    readonly rung: string;
    readonly reason: string;
    readonly detail: string;
    readonly level: number;
    readonly afterMs: number;
  };
  readonly 'watchdog.step.waits': {
    readonly reason: string;
    readonly detail: string;
    readonly for: string;
  };
}

export const logLevels = {
  'act.dispense.intended': 'info',
  'act.dispense.resolved': 'info',
  'act.dispense.settled': 'info',
  'act.print.intended': 'info',
  'act.print.settled': 'info',
  'audit.chain.cut': 'error',
  'custody.device.blocked': 'error',
  'custody.item.changed': 'info',
  'custody.item.orphaned': 'error',
  'custody.item.unaccounted': 'error',
  'custody.settle.threw': 'error',
  'device.call.failed': 'warn',
  'device.contact.changed': 'info',
  'device.document.page': 'info',
  'device.exchange.ended': 'info',
  'device.fault.closed': 'info',
  'device.fault.opened': 'warn',
  'device.frame.dropped': 'warn',
  'device.idCard.left': 'warn',
  'device.idCard.read': 'info',
  'device.link.changed': 'info',
  'device.media.moved': 'info',
  'device.media.retracted': 'warn',
  'device.media.taken': 'info',
  'device.native.died': 'error',
  'device.recovery.tried': 'warn',
  'device.role.ambiguous': 'error',
  'device.role.moved': 'warn',
  'device.scan.dropped': 'info',
  'device.scan.read': 'info',
  'device.smartCard.read': 'info',
  'device.trace.ended': 'info',
  'device.trace.started': 'warn',
  'document.reprint.asked': 'info',
  'enrolment.attempt.failed': 'warn',
  'enrolment.code.shown': 'info',
  'enrolment.machine.claimed': 'info',
  'launcher.machine.restarted': 'error',
  'launcher.program.ended': 'warn',
  'launcher.program.started': 'info',
  'launcher.record.unwritable': 'error',
  'launcher.release.givenUp': 'error',
  'launcher.release.installed': 'info',
  'launcher.release.mended': 'warn',
  'launcher.release.unreadable': 'error',
  'launcher.service.stopped': 'info',
  'launcher.start.failed': 'error',
  'launcher.trouble.shown': 'error',
  'session.camera.away': 'warn',
  'session.intent.refused': 'warn',
  'session.person.gone': 'info',
  'session.screen.shown': 'info',
  'session.submit.failed': 'error',
  'session.submit.resolved': 'info',
  'session.submit.stored': 'info',
  'session.visit.ended': 'info',
  'session.visit.started': 'info',
  'shell.app.failed': 'error',
  'shell.app.ready': 'info',
  'shell.app.started': 'info',
  'shell.app.stopping': 'info',
  'shell.call.refused': 'warn',
  'shell.escape.refused': 'warn',
  'shell.message.refused': 'warn',
  'shell.process.lost': 'error',
  'shell.terminal.ended': 'error',
  'shell.terminal.started': 'info',
  'shell.window.drawn': 'info',
  'shell.window.lost': 'error',
  'shell.window.opened': 'info',
  'shell.window.painted': 'debug',
  'store.backup.failed': 'warn',
  'store.backup.made': 'info',
  'store.ballast.kept': 'info',
  'store.ballast.released': 'error',
  'store.connection.reopened': 'error',
  'store.database.opened': 'info',
  'store.database.restored': 'error',
  'store.disk.low': 'warn',
  'store.durability.failed': 'error',
  'store.history.removed': 'info',
  'store.integrity.checked': 'info',
  'store.integrity.failed': 'error',
  'store.migration.applied': 'info',
  'store.setAside.emptied': 'info',
  'store.setAside.failed': 'warn',
  'store.setAside.looked': 'warn',
  'store.stubs.removed': 'info',
  'sync.batch.failed': 'warn',
  'sync.batch.sent': 'info',
  'sync.certificate.failed': 'error',
  'sync.clock.changed': 'warn',
  'sync.heartbeat.shortened': 'warn',
  'sync.hub.offline': 'warn',
  'sync.hub.online': 'info',
  'sync.keys.changed': 'info',
  'sync.message.dead': 'error',
  'sync.message.reissued': 'warn',
  'sync.reply.unsigned': 'error',
  'sync.sequence.found': 'info',
  'sync.sequence.missing': 'error',
  'sync.suite.changed': 'info',
  'sync.suite.failed': 'warn',
  'technician.access.asked': 'info',
  'technician.access.failed': 'warn',
  'technician.access.left': 'info',
  'technician.access.opened': 'info',
  'technician.access.waits': 'info',
  'technician.act.done': 'info',
  'technician.act.threw': 'error',
  'technician.cards.locked': 'warn',
  'technician.orders.heard': 'info',
  'technician.register.refused': 'warn',
  'technician.register.unreadable': 'warn',
  'technician.secret.failed': 'warn',
  'technician.staff.changed': 'info',
  'technician.storeless.done': 'warn',
  'terminal.catalogue.refused': 'error',
  'terminal.catalogue.taken': 'info',
  'terminal.catalogue.unjudged': 'warn',
  'terminal.command.begun': 'info',
  'terminal.command.ended': 'info',
  'terminal.command.heard': 'info',
  'terminal.command.unbelieved': 'warn',
  'terminal.command.unwritable': 'error',
  'terminal.config.applied': 'info',
  'terminal.config.lastGood': 'warn',
  'terminal.config.notKept': 'warn',
  'terminal.config.notWatched': 'warn',
  'terminal.config.refused': 'error',
  'terminal.config.taken': 'info',
  'terminal.intake.changed': 'warn',
  'terminal.local.failed': 'error',
  'terminal.local.refused': 'warn',
  'terminal.local.started': 'info',
  'terminal.method.refused': 'warn',
  'terminal.model.refused': 'warn',
  'terminal.selftest.ended': 'info',
  'terminal.selftest.failed': 'error',
  'terminal.service.failed': 'error',
  'terminal.service.started': 'info',
  'terminal.service.stopped': 'info',
  'update.agent.started': 'info',
  'update.assigned.refused': 'warn',
  'update.assignment.heard': 'info',
  'update.bundle.announced': 'info',
  'update.bundle.givenBack': 'error',
  'update.bundle.proven': 'info',
  'update.files.fetched': 'info',
  'update.gate.waits': 'info',
  'update.health.found': 'info',
  'update.lease.ended': 'info',
  'update.lease.granted': 'info',
  'update.metadata.kept': 'info',
  'update.metadata.refused': 'error',
  'update.metadata.spoilt': 'warn',
  'update.outcome.told': 'info',
  'update.release.committed': 'info',
  'update.release.judged': 'info',
  'update.release.pardoned': 'warn',
  'update.release.refused': 'error',
  'update.release.settled': 'info',
  'update.release.switching': 'info',
  'update.state.unwritable': 'error',
  'update.step.begun': 'info',
  'update.step.later': 'warn',
  'watchdog.fault.noted': 'warn',
  'watchdog.picture.failed': 'warn',
  'watchdog.step.taken': 'warn',
  'watchdog.step.waits': 'info',
} as const;
