import type { Fault } from './fault';

export type Service = 'dataverse' | 'finance';

/** An answer that a fault gives in the service's stead. */
export interface FaultReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_TYPE = 'application/json; odata.metadata=minimal';

/** 429, with the body that the service gives it. */
export function throttled(service: Service, fault: Fault): FaultReply {
  const retryAfter = String(fault.retryAfter ?? 5);
  const error =
    service === 'dataverse'
      ? {
          code: fault.code ?? '0x80072322',
          message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
        }
      : { code: '', message: 'The request was rejected because the resource utilization of the system is too high.' };
  return {
    status: 429,
    headers: { 'retry-after': retryAfter, 'content-type': JSON_TYPE },
    body: JSON.stringify({ error }),
  };
}

/** An error of the service; those of a gateway come as a page. */
export function failed(service: Service, fault: Fault): FaultReply {
  const status = fault.status ?? 503;
  const headers: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  if ([502, 503, 504].includes(status)) {
    const title = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' }[status];
    const body = `<!DOCTYPE html>\n<html><head><title>${status} ${title}</title></head><body><h1>${status} ${title}</h1></body></html>\n`;
    return { status, headers: { ...headers, 'content-type': 'text/html' }, body };
  }
  if (status === 401) return { status, headers, body: '' };
  const error =
    service === 'dataverse'
      ? { code: fault.code ?? '0x80040216', message: fault.message ?? 'An unexpected error occurred.' }
      : { code: '', message: fault.message ?? 'An error has occurred.' };
  return { status, headers: { ...headers, 'content-type': JSON_TYPE }, body: JSON.stringify({ error }) };
}

/** A write that Dataverse's business rules refuse. Finance makes its own of the Infolog. */
export function refused(fault: Fault): FaultReply {
  const error = { code: fault.code ?? '0x80040265', message: fault.message ?? 'The sandbox refuses this row.' };
  return { status: fault.status ?? 400, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify({ error }) };
}
