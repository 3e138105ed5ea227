/** Where one HTTP/1.1 message ends, as far as its bytes tell. Pure. */
export interface Frame {
  /** Bytes of the head with its empty line. */
  readonly headLength: number;
  /** Bytes of the whole message. */
  readonly length: number;
  readonly firstLine: string;
  header(name: string): string | undefined;
}

/** Null while the head is not complete. Both ends of these tests write `content-length`; chunked messages are refused with a throw. */
export function frameOf(bytes: Buffer): Frame | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [firstLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  if (headers.has('transfer-encoding')) throw new Error('a chunked message: the proxy does not know where it ends');
  const bodyLength = Number(headers.get('content-length') ?? 0);
  const headLength = end + 4;
  return { headLength, length: headLength + bodyLength, firstLine, header: (name) => headers.get(name) };
}

/** `POST /v1/devices/x/batches HTTP/1.1` → `POST batches`. */
export function routeOf(firstLine: string): string {
  const [method = '', target = ''] = firstLine.split(' ');
  const [path = ''] = target.split('?');
  const [, , , , area = '', ...rest] = path.split('/');
  return [method, [area, ...rest.slice(rest.length > 1 ? -1 : rest.length)].join('/')].join(' ');
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** A message of a box on the way. */
export function boxReply(
  status: number,
  body: { readonly type: string; readonly text: string },
  retryAfterS: number | null,
): Buffer {
  const bytes = Buffer.from(body.text, 'utf8');
  const head = [
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Other'}`,
    `content-type: ${body.type}`,
    `content-length: ${bytes.length}`,
    ...(retryAfterS === null ? [] : [`retry-after: ${retryAfterS}`]),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bytes]);
}
