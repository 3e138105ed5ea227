import { createTransport } from 'nodemailer';
import type { AlertLanguage } from '../../../contract/alerts/words.ts';
import { err, ok } from '../../../contract/result.ts';
import { sha256Of } from '../../../contract/sha256.ts';
import { causeCode } from '../../log.ts';
import { type AlertChange, type AlertPort, changeId, changeLine, linkOf } from './change.ts';
import type { MailPort } from './ports.ts';

const changesAtOnce = 100;
const waitMs = 15_000;

/** One mail for all that waits: an outage of a district is a page, not a flood. Plain text; its Message-ID is the same for every attempt of the same changes. */
export function mailPort(port: MailPort, { publicUrl }: { publicUrl(): string }): AlertPort {
  const { name, host, security, user, password, from, to, language } = port;
  const transport = createTransport({
    ...{ host, port: port.port, secure: security === 'tls', requireTLS: security === 'starttls' },
    ...{ ignoreTLS: security === 'none', connectionTimeout: waitMs, greetingTimeout: waitMs, socketTimeout: waitMs },
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
  });
  return {
    ...{ name, atOnce: changesAtOnce },
    async send(changes) {
      const id = sha256Of(changes.map(changeId).sort().join(' ')).slice(0, 32);
      try {
        await transport.sendMail({
          ...{ from, to, messageId: `<${id}@yitiji>`, subject: subjectOf(changes, language) },
          text: textOf(changes, language, publicUrl()),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return ok(undefined);
      } catch (cause) {
        return err(causeCode(cause));
      }
    },
  };
}

function subjectOf(changes: readonly AlertChange[], language: AlertLanguage): string {
  const opened = changes.filter(({ change }) => change === 'opened').length;
  const over = changes.length - opened;
  const [only] = changes;
  if (changes.length === 1 && only !== undefined) return changeLine(only, language);
  return language === 'en' ? `${opened} new alerts, ${over} resolved` : `新告警 ${opened} 项，恢复 ${over} 项`;
}

function textOf(changes: readonly AlertChange[], language: AlertLanguage, publicUrl: string): string {
  return changes.map((change) => `${changeLine(change, language)}\n${linkOf(publicUrl, change)}\n`).join('\n');
}
