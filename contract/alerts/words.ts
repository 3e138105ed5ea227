import { type AlertCode, alertKinds } from './catalogue.ts';

export const alertLanguages = ['zh-CN', 'en'] as const;
export type AlertLanguage = (typeof alertLanguages)[number];

/** Parts of a machine as alerts name them: role of a device, of what it uses or keeps, or why intake is closed. */
const parts: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ...{ receiptPrinter: ['小票打印机', 'Receipt printer'], documentPrinter: ['A4 打印机', 'A4 printer'] },
  ...{ cardDispenser: ['发卡机', 'Card issuer'], personaliser: ['制卡机', 'Card personaliser'] },
  ...{ idReader: ['身份证阅读器', 'ID card reader'], smartCard: ['社保卡读卡器', 'Card reader'] },
  ...{ scanner: ['扫码器', 'Scanner'], camera: ['摄像头', 'Camera'], touchPanel: ['触摸屏', 'Touch panel'] },
  ...{ paper: ['纸', 'paper'], toner: ['墨粉', 'toner'], cards: ['空白卡', 'blank cards'], hopper: ['卡箱', 'hopper'] },
  ...{ retain: ['吞卡箱', 'capture bin'], reject: ['废卡箱', 'reject bin'], cabinet: ['机柜', 'Cabinet'] },
  ...{ queue: ['积压已满', 'queue is full'], disk: ['磁盘已满', 'disk is full'], clock: ['时钟不可信', 'clock'] },
  ...{ key: ['密钥被拒', 'key refused'], deadline: ['限时事项', 'items with a deadline'] },
  ...{ store: ['本地库', 'Store'], outbox: ['发件箱', 'Outbox'], hub: ['中心连接', 'Link to the hub'] },
  ...{ ioBoard: ['灯与门控板', 'Lights and contacts'], devices: ['全部设备', 'All devices'] },
  ...{ program: ['程序', 'Program'], keys: ['密钥和证书', 'Keys and certificates'], speech: ['语音', 'Speech'] },
  ...{ system: ['主机', 'Computer'] },
};

/** `receiptPrinter.paper` → 小票打印机 · 纸. What has no word stands as it came. */
export function subjectWords(subject: string, language: AlertLanguage): string {
  const words = subject.split('.').map((part) => {
    const known = Object.hasOwn(parts, part) ? parts[part] : undefined;
    return known === undefined ? part : known[language === 'en' ? 1 : 0];
  });
  return words.join(' · ');
}

/** One line for a list, a mail, a telephone. Pure. */
export function alertWords(
  alert: {
    readonly code: AlertCode;
    readonly subject: string;
    readonly numbers: Readonly<Record<string, number>>;
  },
  language: AlertLanguage,
): string {
  const template = language === 'en' ? alertKinds[alert.code].en : alertKinds[alert.code].zh;
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'subject' ? subjectWords(alert.subject, language) : String(alert.numbers[name] ?? '?'),
  );
}
