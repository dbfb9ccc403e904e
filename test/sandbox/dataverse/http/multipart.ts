/** One part of a multipart body. Header names are in lower case. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why a body could not be read. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

/** The boundary that a Content-Type names. */
export function boundaryOf(contentType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

/** @throws MultipartError */
export function readParts(body: string, boundary: string): Part[] {
  // Only CRLF ends a line; with bare line feeds the platform's reader finds no part at all.
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (pieces.length < 2 || !pieces.some((piece) => piece.startsWith('--')))
    throw new MultipartError('Stream was not readable.');
  const parts: Part[] = [];
  for (const piece of pieces.slice(1)) {
    if (piece.startsWith('--')) break;
    parts.push(readPart(piece.replace(/^[ \t]*\r\n/, '')));
  }
  return parts;
}

function readPart(text: string): Part {
  const { headers, rest } = readHeaders(text);
  return { headers, body: rest };
}

/** Header lines up to the empty one, and what follows it. */
export function readHeaders(text: string): { headers: Record<string, string>; rest: string } {
  const headers: Record<string, string> = {};
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\r\n', at);
    const line = end < 0 ? text.slice(at) : text.slice(at, end);
    at = end < 0 ? text.length : end + 2;
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon <= 0) throw new MultipartError(`'${line}' is not a header.`);
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, rest: text.slice(at) };
}
