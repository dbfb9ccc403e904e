import { ServiceError } from './error';

/** One operation as it stands in a batch. */
export interface Part {
  readonly contentId: string | null;
  readonly method: string;
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type BatchItem = { readonly kind: 'operation'; readonly part: Part } | ChangeSet;

export interface ChangeSet {
  readonly kind: 'changeSet';
  readonly parts: readonly Part[];
}

interface Section {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/**
 * Takes a multipart batch apart, as strictly as the server library: CRLF, `binary` on every part, a Content-ID on every
 * operation of a change set, no GET and no change set inside a change set.
 * @throws ServiceError 400; then nothing of the batch is done.
 */
export function readBatch(body: Buffer, contentType: string | undefined): BatchItem[] {
  const boundary = boundaryOf(contentType);
  if (boundary === null)
    throw refusal(`The batch needs Content-Type multipart/mixed with a boundary, not '${contentType}'.`);
  // Latin-1 keeps every byte, so that lengths are lengths in bytes.
  return sections(body.toString('latin1'), boundary).map((section) => {
    const type = section.headers['content-type'];
    const inner = boundaryOf(type);
    if (inner === null) return { kind: 'operation', part: readPart(section, false) };
    const parts = sections(section.content, inner).map((nested) => {
      if (boundaryOf(nested.headers['content-type']) !== null) throw refusal('A change set cannot hold a change set.');
      return readPart(nested, true);
    });
    return { kind: 'changeSet', parts };
  });
}

function boundaryOf(contentType: string | undefined): string | null {
  const match = /^multipart\/mixed\s*;.*?boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2] ?? null;
}

function sections(text: string, boundary: string): Section[] {
  const marker = `--${boundary}`;
  const end = text.indexOf(`${marker}--`);
  if (end < 0) throw refusal(`The batch ends before its boundary '${marker}--'.`);
  const pieces = text.slice(0, end).split(`${marker}\r\n`).slice(1);
  if (pieces.length === 0) throw refusal('The batch has no parts, or its lines do not end in CRLF.');
  return pieces.map((piece) => {
    const { headers, rest } = readHeaders(piece);
    return { headers, content: rest };
  });
}

function readHeaders(text: string): Section & { readonly rest: string } {
  const headers: Record<string, string> = {};
  let at = 0;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) throw refusal('A part of the batch has no end of its headers (lines end in CRLF).');
    const line = text.slice(at, end);
    at = end + 2;
    if (line === '') return { headers, content: '', rest: text.slice(at) };
    const colon = line.indexOf(':');
    if (colon < 1) throw refusal(`The header line '${line.slice(0, 80)}' cannot be read.`);
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}

function readPart({ headers: outer, content }: Section, inChangeSet: boolean): Part {
  if (!/^application\/http\b/i.test(outer['content-type'] ?? '')) {
    throw refusal(`A part has Content-Type '${outer['content-type']}', not application/http.`);
  }
  if (outer['content-transfer-encoding']?.toLowerCase() !== 'binary') {
    throw refusal("A part has no 'Content-Transfer-Encoding: binary'.");
  }
  const line = content.slice(0, content.indexOf('\r\n'));
  const match = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(line);
  if (!match) throw refusal(`The request line '${line.slice(0, 80)}' cannot be read.`);
  const [, method = '', url = ''] = match;
  const { headers, rest } = readHeaders(content.slice(line.length + 2));
  const contentId = outer['content-id'] ?? headers['content-id'] ?? null;
  if (inChangeSet && method === 'GET') throw refusal('A change set cannot hold a GET.');
  if (inChangeSet && contentId === null) throw refusal('An operation of a change set has no Content-ID.');
  const length = headers['content-length'];
  // The line break before the next boundary belongs to the boundary; a wrong length cuts the body.
  const bytes = length === undefined ? rest.replace(/\r\n$/, '') : rest.slice(0, Number(length));
  return { contentId, method, url, headers, body: Buffer.from(bytes, 'latin1').toString('utf8') };
}

function refusal(message: string): ServiceError {
  return new ServiceError(400, { error: { code: '', message } });
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
};

/** What one part of the answer says. */
export interface PartAnswer {
  readonly contentId: string | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A single answer, or those of a change set. */
export type ItemAnswer = PartAnswer | readonly PartAnswer[];

/** Puts the answer together. @param name tells this batch's boundaries from others */
export function writeBatch(items: readonly ItemAnswer[], name: string): { contentType: string; body: string } {
  const boundary = `batchresponse_${name}`;
  const parts = items.map((item, at) => {
    if (!('length' in item)) return `--${boundary}\r\n${writePart(item)}`;
    const inner = `changesetresponse_${name}_${at}`;
    const nested = item.map((part) => `--${inner}\r\n${writePart(part)}`).join('');
    return `--${boundary}\r\nContent-Type: multipart/mixed; boundary=${inner}\r\n\r\n${nested}--${inner}--\r\n`;
  });
  return { contentType: `multipart/mixed; boundary=${boundary}`, body: `${parts.join('')}--${boundary}--\r\n` };
}

function writePart(part: PartAnswer): string {
  const lines = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(part.contentId === null ? [] : [`Content-ID: ${part.contentId}`]),
    '',
    `HTTP/1.1 ${part.status} ${REASONS[part.status] ?? 'Error'}`,
    ...Object.entries(part.headers).map(([name, value]) => `${headerCase(name)}: ${value}`),
    '',
    part.body,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function headerCase(name: string): string {
  if (name === 'odata-version') return 'OData-Version';
  if (name === 'etag') return 'ETag';
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
