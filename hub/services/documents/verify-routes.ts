import { Type } from 'typebox';
import { cityDay } from '../../../contract/working-days.ts';
import type { HubDeps } from '../../deps.ts';
import type { App } from '../../http.ts';

interface Verified {
  readonly state: 'valid' | 'void' | 'unknown';
  /** Kind of certificate, `cert.ss.insured`; null when unknown, like all that follows. */
  readonly kind: string | null;
  readonly issuedOn: string | null;
  readonly pages: number | null;
  readonly printNo: number | null;
}

const words = {
  valid: ['有效', 'Valid', '此验证码对应的证明已签发并完整打印或正在打印。'],
  void: [
    '已作废',
    'Void',
    '此验证码对应的证明没有完整打印，或已由补打的一份代替，或机器尚未报告打印完成。刚刚打印的，请稍后再核对；仍是这样的，可免费重新打印。',
  ],
  unknown: ['查无此码', 'Unknown', '没有这个验证码，请核对后再试。'],
} as const;

/**
 * For everybody who holds the paper: whether it is good, and nothing of whom it is about. A page for browsers, JSON for programs
 * (`Accept: application/json`). Codes are 80 random bits, so trying them out finds nothing.
 */
export function verifyRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/verify/:code',
    { schema: { params: Type.Object({ code: Type.String({ maxLength: 32 }) }) } },
    async (request, reply) => {
      const verified = await look(deps, request.params.code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''));
      if (!(request.headers.accept ?? '').includes('text/html')) return verified;
      return reply.type('text/html; charset=utf-8').send(page(verified));
    },
  );
}

async function look(deps: HubDeps, code: string): Promise<Verified> {
  const [row] = await deps.sql<
    { kind: string; state: 'issued' | 'void'; issued_ms: string; pages: number; print_no: number }[]
  >`select kind, state, issued_ms, pages, print_no from document where verify_code = ${code}`;
  if (row === undefined) return { state: 'unknown', kind: null, issuedOn: null, pages: null, printNo: null };
  return {
    state: row.state === 'issued' ? 'valid' : 'void',
    kind: row.kind,
    issuedOn: cityDay(Number(row.issued_ms)),
    pages: row.pages,
    printNo: row.print_no,
  };
}

/** Plain HTML without script or style: it must open on any phone. Everything in it is ours, nothing comes from the request. */
function page({ state, issuedOn, pages, printNo }: Verified): string {
  const [zh, en, meaning] = words[state];
  const facts = state === 'unknown' ? '' : `<p>签发日期 ${issuedOn} · ${pages} 页 · 第 ${printNo} 次打印</p>`;
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${zh}</title>
<h1>${zh} ${en}</h1><p>${meaning}</p>${facts}<p>演示系统，不具有法律效力。</p></html>`;
}
