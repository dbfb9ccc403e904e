/** One answer of a multipart reply. */
export interface AnswerPart {
  readonly kind: 'answer';
  readonly contentId: string | null;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
}

/** The answers of a change set. */
export interface SetPart {
  readonly kind: 'set';
  readonly parts: readonly AnswerPart[];
}

export type ReplyPart = AnswerPart | SetPart;

/** The boundary of a `multipart/mixed` Content-Type; null for any other. */
export function boundaryOf(contentType: string | null): string | null {
  const match = /^\s*multipart\/mixed\b.*?;\s*boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2] ?? null;
}

/**
 * Takes a multipart reply apart. Lenient in what it accepts: line feeds alone, text before the first and after the last
 * delimiter, parts without headers of their own. A reply that breaks off keeps the parts that were complete; of the
 * broken one nothing is believed.
 */
export function readBatch(text: string, boundary: string): readonly ReplyPart[] {
  return sections(text, boundary).flatMap((section): ReplyPart[] => {
    const { headers, body } = splitHead(section);
    const nested = boundaryOf(headers.get('content-type'));
    if (nested === null) return answerPart(headers, body);
    const parts = sections(body, nested).flatMap((inner) => {
      const { headers: innerHeaders, body: innerBody } = splitHead(inner);
      return answerPart(innerHeaders, innerBody);
    });
    return [{ kind: 'set', parts }];
  });
}

/** What stands between two delimiter lines. */
function sections(text: string, boundary: string): readonly string[] {
  const delimiter = new RegExp(`(?:^|\\r?\\n)--${escapeRegExp(boundary)}(--)?[ \\t]*(?=\\r?\\n|$)`, 'g');
  const found: string[] = [];
  let start: number | null = null;
  for (const match of text.matchAll(delimiter)) {
    if (start !== null) found.push(text.slice(start, match.index));
    if (match[1] !== undefined) return found;
    start = match.index + match[0].length;
  }
  return found;
}

const escapeRegExp = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function splitHead(section: string): { headers: Headers; body: string } {
  const trimmed = section.replace(/^\r?\n/, '');
  const end = /(?:^|\r?\n)\r?\n/.exec(trimmed);
  const head = end === null ? trimmed : trimmed.slice(0, end.index);
  return {
    headers: readHeaders(head.split(/\r?\n/)),
    body: end === null ? '' : trimmed.slice(end.index + end[0].length),
  };
}

function answerPart(partHeaders: Headers, http: string): AnswerPart[] {
  const match = /^\s*HTTP\/\d(?:\.\d)?\s+(\d{3})[ \t]*([^\r\n]*)(?:\r?\n|$)/.exec(http);
  if (match === null) return [];
  const { headers, body } = splitHead(http.slice(match[0].length).replace(/^(?=\r?\n)/, '\n'));
  return [
    {
      kind: 'answer',
      // Where the server puts the Content-ID differs: on the part, or among the headers of the answer.
      contentId: partHeaders.get('content-id') ?? headers.get('content-id'),
      status: Number(match[1]),
      statusText: (match[2] ?? '').trim(),
      headers,
      text: body.replace(/\r?\n$/, ''),
    },
  ];
}

function readHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    try {
      headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    } catch {
      // A name or value that HTTP does not allow tells us nothing.
    }
  }
  return headers;
}
