import type { Entity } from '../model/entity';

/** A refusal, with the body that Finance gives it. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    /** JSON, or nothing at all. */
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }
}

const ODATA = 'Microsoft.Dynamics.Platform.Integration.Services.OData';
const WRITE_TRACE =
  `   at ${ODATA}.Update.UpdateProcessor.SaveEntity(ChangeOperationContext context, ChangeInfo changeInfo)
   at ${ODATA}.Update.UpdateManager.SaveChanges()
   at ${ODATA}.AxODataDelegatingHandler.<SaveChangesAsync>d__3.MoveNext()`.replaceAll('\n', '\r\n');

function inner(status: number, message: string, type: string, stacktrace: string, outer: string): ServiceError {
  return new ServiceError(status, {
    error: { code: '', message: outer, innererror: { message, type, stacktrace } },
  });
}

/** The request cannot be understood: a name, a literal, a header. */
export function badRequest(message: string): ServiceError {
  return inner(400, message, 'Microsoft.OData.ODataException', '', 'An error has occurred.');
}

/** The body cannot be understood. */
export function badPayload(message: string): ServiceError {
  return inner(400, `payload : ${message}`, 'Microsoft.OData.ODataException', '', 'The request is invalid.');
}

/** A line of what X++ had to say. */
export interface InfologLine {
  readonly kind: 'Info' | 'Warning' | 'Error';
  readonly text: string;
}

/** Finance's own rules refuse the row. */
export function writeFailed(entity: Entity, lines: readonly InfologLine[], status = 400): ServiceError {
  const infolog = lines.map((line) => `${line.kind}: ${line.text}`).join('; ');
  return inner(
    status,
    `Write failed for table row of type '${entity.dataEntity}'. Infolog: ${infolog}.`,
    `${ODATA}.AxODataWriteException`,
    WRITE_TRACE,
    'An error has occurred.',
  );
}

/** A change or delete of a row that is not there, or that the caller's company does not show. */
export function nothingToUpdate(): ServiceError {
  return inner(
    400,
    'No resources were found when selecting for update.',
    `${ODATA}.AxODataException`,
    WRITE_TRACE,
    'An error has occurred.',
  );
}

export function preconditionFailed(): ServiceError {
  return inner(
    412,
    'The record was changed by another user or process after it was read.',
    `${ODATA}.AxODataConcurrencyException`,
    WRITE_TRACE,
    'An error has occurred.',
  );
}

/** No such set. */
export function noRoute(url: string): ServiceError {
  return new ServiceError(404, {
    Message: `No HTTP resource was found that matches the request URI '${url}'. No route data was found for this request.`,
  });
}

/** No such row. */
export function noRow(url: string): ServiceError {
  return new ServiceError(404, {
    error: { code: '', message: `No HTTP resource was found that matches the request URI '${url}'.` },
  });
}

/** Real Finance may know this; the sandbox does not, and says so rather than pretend. */
export function notBuilt(call: string): ServiceError {
  return new ServiceError(501, {
    error: { code: '', message: `The Finance sandbox does not answer this call: ${call}` },
  });
}

/** What a refusal says to a person: the Infolog line by line, or its message. */
export function infologOf({ body, message }: ServiceError): readonly string[] {
  const { error } = (body ?? {}) as { error?: { message?: string; innererror?: { message?: string } } };
  const text = error?.innererror?.message ?? error?.message ?? message;
  const infolog = /Infolog: (.*)\.$/s.exec(text)?.[1];
  if (infolog === undefined) return [text];
  return infolog
    .split('; ')
    .map((line) => line.replace(/^(Info|Warning|Error): /, ''))
    .filter((line) => !/^validate(Field|Write) failed/.test(line));
}
