import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who a certificate is made out to, and by whom. */
export interface CertificateOptions {
  /** Common name. */
  readonly subject: string;
  /** Name of the certificate that signs; null = an authority, signed by itself. */
  readonly signer: string | null;
  /** As OpenSSL writes it; default `IP:127.0.0.1`. */
  readonly altName?: string;
}

/** Makes `NAME.crt` and `NAME.key` in a folder, good for two days. @returns the certificate, PEM @throws Error when OpenSSL does not make it */
export function makeCertificate(dir: string, name: string, options: CertificateOptions): string {
  const { subject, signer, altName = 'IP:127.0.0.1' } = options;
  const at = (file: string) => join(dir, file);
  const own = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at(`${name}.key`)];
  const by =
    signer === null
      ? ['-addext', 'basicConstraints=critical,CA:TRUE']
      : ['-CA', at(`${signer}.crt`), '-CAkey', at(`${signer}.key`), '-addext', `subjectAltName=${altName}`];
  const out = ['-x509', '-days', '2', '-subj', `/CN=${subject}`, '-out', at(`${name}.crt`)];
  const made = spawnSync('openssl', ['req', ...own, ...by, ...out], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
  return readFileSync(at(`${name}.crt`), 'utf8');
}
