import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { alertLanguages } from '../../../contract/alerts/words.ts';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { err, ok, type Result } from '../../../contract/result.ts';

const Name = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' });

/** Where alerts are delivered to; the file of `hub --alerts FILE`. It holds secrets: only the hub's account may read it. */
export const AlertPorts = Type.Object(
  {
    webhooks: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            /** https, or http to this very machine (a gateway beside the hub). */
            url: Type.String({ pattern: '^https?://[^\\s]{1,500}$' }),
            /** Each request is signed with it (HMAC-SHA-256). */
            secret: Type.String({ minLength: 16, maxLength: 200 }),
          },
          strict,
        ),
        { maxItems: 16 },
      ),
    ),
    mails: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Name,
            host: Type.String({ minLength: 1, maxLength: 253 }),
            port: Type.Integer({ minimum: 1, maximum: 65_535 }),
            /** tls = from the first byte; starttls = or not at all; none = in clear, only to this very machine and without a password. */
            security: oneOf(['tls', 'starttls', 'none'] as const),
            user: Type.Optional(Type.String({ maxLength: 200 })),
            password: Type.Optional(Type.String({ maxLength: 200 })),
            from: Type.String({ minLength: 3, maxLength: 200 }),
            to: Type.Array(Type.String({ minLength: 3, maxLength: 200 }), { minItems: 1, maxItems: 50 }),
            language: oneOf(alertLanguages),
          },
          strict,
        ),
        { maxItems: 16 },
      ),
    ),
  },
  strict,
);
export type AlertPorts = Static<typeof AlertPorts>;
export type WebhookPort = NonNullable<AlertPorts['webhooks']>[number];
export type MailPort = NonNullable<AlertPorts['mails']>[number];

const isPorts = Compile(AlertPorts);

/** Reads `--alerts FILE`. Error: one sentence for the operator, without any value of the file. */
export function readAlertPorts(file: string): Result<AlertPorts, string> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return err(`${file} cannot be read, or is not JSON`);
  }
  const [fault] = isPorts.Check(value) ? [] : isPorts.Errors(value);
  if (fault !== undefined || !isPorts.Check(value))
    return err(`${file}: ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`);
  return checkPorts(value, file);
}

const isOwnHost = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);

function checkPorts(ports: AlertPorts, file: string): Result<AlertPorts, string> {
  const names = [...(ports.webhooks ?? []), ...(ports.mails ?? [])].map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return err(`${file}: two ports have the name ${twice}`);
  // Nothing in clear over a line that somebody else can listen to (OWASP ASVS 4.0.3 V9.2.2).
  const far = [
    ...(ports.webhooks ?? []).filter(
      ({ url }) => url.startsWith('http:') && !isOwnHost(URL.parse(url)?.hostname ?? ''),
    ),
    ...(ports.mails ?? []).filter(({ security, host }) => security === 'none' && !isOwnHost(host)),
  ][0];
  if (far !== undefined)
    return err(`${file}: ${far.name} would send in clear to another machine; use https, tls or starttls`);
  const open = (ports.mails ?? []).find(({ security, password }) => security === 'none' && password !== undefined);
  if (open !== undefined) return err(`${file}: ${open.name} would send its password in clear; use tls or starttls`);
  return ok(ports);
}
